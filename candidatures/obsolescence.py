"""The declaration of obsolete versions (E2-19): the template, and reading it back row by row (CMD-21…CMD-23)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from segur.noyau.classeurs import openpyxl_sur
from segur.noyau.documents.archives import MO, ArchiveRefusee, deplier, extension, replier

FEUILLE, FEUILLE_DES_REPERES = "Versions obsolètes", "Repères"
COLONNES = (
    "Nom commercial",
    "Version technique",
    "Nature de l’arrêt (commercialisation ou maintenance)",
    "Date de l’information publique (jj/mm/aaaa)",
    "Adresse ou référence de l’information publique",
)
REPERES = (
    "Version la plus récente installée en production à la Date 0",
    "Version référencée en vague 1 (si concerné)",
    "Non concerné : aucune version obsolète (Oui ou Non)",
)
LIGNES_AU_PLUS = 500
RANGEES_LUES = 1_048_576
OCTETS_D_UN_CLASSEUR = 10 * MO
CLASSEURS_PAR_ARCHIVE = 10
LU, ANCIEN, ARCHIVE = "xlsx", "xls", "zip"
IMBRIQUEES = frozenset({"zip", "7z", "rar", "tar", "gz", "tgz"})
NATURES = ("commercialisation", "maintenance")


Rangees = list[tuple[int, tuple[Any, ...]]]


@dataclass(frozen=True)
class LigneObsolete:
    """One declared version; `rang` is its row in the sheet."""

    rang: int
    nom: str
    version: str
    nature: str
    publiee_le: date | None
    source: str


@dataclass
class Declaration:
    """What the workbook says, and every problem of form, in French, with its row."""

    lignes: list[LigneObsolete] = field(default_factory=list)
    plus_recente: str = ""
    referencee_en_vague_1: str = ""
    non_concerne: bool = False
    problemes: list[str] = field(default_factory=list)


def modele_des_versions_obsoletes(*, non_concerne: bool = False) -> bytes:
    """The workbook to fill: sheet « Versions obsolètes », one row per version; sheet « Repères », three values."""
    classeur = openpyxl_sur().Workbook()
    classeur.remove(classeur.worksheets[0])
    classeur.create_sheet(FEUILLE).append(COLONNES)
    reperes = classeur.create_sheet(FEUILLE_DES_REPERES)
    for repere, valeur in zip(REPERES, ("", "", "Oui" if non_concerne else ""), strict=True):
        reperes.append((repere, valeur))
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


@dataclass(frozen=True)
class Contenu:
    """What a deposited file holds: the workbooks, by the name the vendor knows them by, and the files not read."""

    classeurs: dict[str, bytes]
    non_lus: list[str]


def ouvrir(nom: str, contenu: bytes) -> Contenu:
    """A workbook, or those of a zip archive (« archive.zip › fichier.xlsx »). Raises ArchiveRefusee."""
    if extension(nom) == LU:
        return Contenu({nom: contenu}, [])
    if extension(nom) != ARCHIVE:
        return Contenu({}, [nom])
    fichiers = deplier(contenu, lues=frozenset({LU}))
    lus = {f"{nom} › {membre}": octets for membre, octets in fichiers.items() if extension(membre) == LU}
    refus = list(_refus_de_l_archive(list(fichiers), len(lus)))
    if refus:
        raise ArchiveRefusee(" ".join(refus))
    return Contenu(lus, [f"{nom} › {membre}" for membre in fichiers if extension(membre) != LU])


def _refus_de_l_archive(membres: list[str], lus: int) -> Iterator[str]:
    imbriquees = [f"« {membre} »" for membre in membres if extension(membre) in IMBRIQUEES]
    if imbriquees:
        yield f"Elle contient une autre archive ({', '.join(imbriquees)}) : mettez-y directement les classeurs."
    if lus > CLASSEURS_PAR_ARCHIVE:
        yield f"Elle contient {lus} classeurs : {CLASSEURS_PAR_ARCHIVE} au plus. Partagez-la en plusieurs."
    if not any(extension(membre) in (LU, ANCIEN) for membre in membres):
        yield "Elle ne contient aucun classeur : mettez-y le modèle complété, au format xlsx."


def lire(contenu: bytes) -> Declaration:
    """Reads the workbook back. A file that is not this workbook gives a declaration with that one problem."""
    declaration = Declaration()
    try:
        mesure = replier(deplier(contenu, octets_au_plus=OCTETS_D_UN_CLASSEUR))
        classeur = openpyxl_sur().load_workbook(BytesIO(mesure), read_only=True, data_only=True)
        lignes, reperes = (_rangees(classeur[nom]) for nom in (FEUILLE, FEUILLE_DES_REPERES))
    except Exception:  # any library error on a foreign file is a defect of that file
        declaration.problemes.append("Ce classeur n’est pas le modèle : téléchargez-le et complétez-le.")
        return declaration
    _lire_les_reperes(reperes, declaration)
    _lire_les_lignes(lignes, declaration)
    return declaration


def _rangees(feuille: Any) -> Rangees:
    """The rows that hold something, with their numbers; one more than the most, to tell that there are too many."""
    feuille.reset_dimensions()
    cellules = feuille.iter_rows(max_row=RANGEES_LUES, max_col=len(COLONNES), values_only=True)
    pleines = ((rang, ligne) for rang, ligne in enumerate(cellules, start=1) if any(map(_texte, ligne)))
    return list(islice(pleines, LIGNES_AU_PLUS + 2))


def _lire_les_reperes(lignes: Rangees, declaration: Declaration) -> None:
    valeurs = {_texte(ligne[0]): _texte(ligne[1]) for _, ligne in lignes if len(ligne) > 1}
    declaration.plus_recente = valeurs.get(REPERES[0], "")
    declaration.referencee_en_vague_1 = valeurs.get(REPERES[1], "")
    declaration.non_concerne = valeurs.get(REPERES[2], "").lower() == "oui"


def _lire_les_lignes(lignes: Rangees, declaration: Declaration) -> None:
    rang, entete = lignes[0] if lignes else (1, ())
    if rang != 1 or tuple(map(_texte, entete)) != COLONNES:
        declaration.problemes.append(f"Feuille « {FEUILLE} » : les colonnes attendues sont {', '.join(COLONNES)}.")
        return
    if len(lignes) - 1 > LIGNES_AU_PLUS:
        declaration.problemes.append(f"Plus de {LIGNES_AU_PLUS} lignes : partagez-les entre plusieurs classeurs.")
        return
    for rang, ligne in lignes[1:]:
        lue = _ligne(rang, (*ligne, *[None] * len(COLONNES)))
        declaration.lignes.append(lue)
        declaration.problemes += [f"Ligne {rang} : {probleme}" for probleme in _problemes(lue, ligne)]
    _coherence(declaration)


def _coherence(declaration: Declaration) -> None:
    if declaration.non_concerne and declaration.lignes:
        declaration.problemes.append("« Non concerné » vaut Oui et des versions sont déclarées : gardez l’un des deux.")
    if not declaration.non_concerne and not declaration.lignes:
        declaration.problemes.append("Aucune version déclarée : indiquez Oui en face de « Non concerné ».")


def _ligne(rang: int, cellules: tuple[Any, ...]) -> LigneObsolete:
    nom, version, nature, publiee_le, source = cellules[: len(COLONNES)]
    return LigneObsolete(rang, _texte(nom), _texte(version), _texte(nature).lower(), _date(publiee_le), _texte(source))


def _problemes(ligne: LigneObsolete, cellules: tuple[Any, ...]) -> Iterator[str]:
    if not ligne.nom:
        yield "le nom commercial manque."
    if not ligne.version:
        yield "la version technique manque."
    if ligne.nature not in NATURES:
        yield f"« {ligne.nature} » : indiquez commercialisation ou maintenance."
    if ligne.publiee_le is None:
        trouve = _texte(cellules[3]) if len(cellules) > 3 else ""
        yield f"« {trouve} » n’est pas une date ; exemple : 31/12/2023."
    if not ligne.source:
        yield "l’adresse ou la référence de l’information publique manque."


def _texte(valeur: Any) -> str:
    return "" if valeur is None else str(valeur).strip()


def _date(valeur: Any) -> date | None:
    if isinstance(valeur, datetime):
        return valeur.date()
    try:
        return datetime.strptime(_texte(valeur), "%d/%m/%Y").date()
    except ValueError:
        return None


def ordre_de_version(version: str) -> tuple[tuple[int, int, str], ...]:
    """« 4.10 » comes after « 4.9 »: numbers compare as numbers, words as words."""
    morceaux = re.findall(r"\d+|[^\W\d_]+", version.lower())
    return tuple((1, int(m), "") if m.isdecimal() else (0, 0, m) for m in morceaux)
