"""A journal read row by row from JSON or CSV, and written back: blank, example, export. A bad row hides no other."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, Any

from pydantic import ValidationError

from financement.formats import modeles_du_journal as modeles
from financement.formats.erreurs import Erreur, FichierIllisible, traduire
from financement.formats.lecture import anomalies, lire
from financement.formats.modeles import EnTete
from financement.formats.modeles_du_journal import COLONNES, ENTIERS, MoisV1
from financement.formats.registre import VERSION, Format

JOURNAL = Format(
    nature="journal",
    nom=modeles.FORMAT,
    version=VERSION,
    titre="Journal de monitoring",
    liste="lignes",
    une="ligne",
    des="lignes",
    entete=modeles.EnTeteDuJournal,
    ligne=MoisV1,
    racine=modeles.JournalV1,
    objets=(
        ("En-tête du fichier JSON", "", modeles.EnTeteDuJournal),
        ("Chaque mois : un objet en JSON, une ligne en CSV", "", MoisV1),
    ),
    objet=attrgetter("valeurs"),
    en_donnees=dict,
    uniques=(),
)
ENCODAGE = "utf-8-sig"
MOIS_AU_PLUS = 2_000_000
_ESPACES = str.maketrans("", "", " \u00a0\u202f")


@dataclass(frozen=True, slots=True)
class LigneDeJournal:
    """One row. `numero`: its line in a CSV, its rank from 1 in JSON; `lue` is None when `erreurs` is not empty."""

    numero: int
    brut: Mapping[str, Any]
    lue: MoisV1 | None = None
    erreurs: tuple[Erreur, ...] = ()


def lire_journal(flux: IO[bytes], nom: str) -> tuple[EnTete | None, Iterator[LigneDeJournal]]:
    """The head, None for a CSV, and the rows as they are read. Raises FichierIllisible, even midway."""
    if nom.lower().endswith(".json"):
        lecture = lire(flux, format=JOURNAL, commandes_au_plus=MOIS_AU_PLUS)
        return lecture.entete, (lire_mois(brut, rang) for rang, brut in enumerate(lecture.brutes, 1))
    return None, _lire_csv(flux)


def lire_mois(brut: Any, numero: int = 1) -> LigneDeJournal:
    """One row by itself, as a file or the form brings it."""
    if trouvees := anomalies(brut):
        return LigneDeJournal(numero, brut, erreurs=trouvees)
    try:
        return LigneDeJournal(numero, brut, MoisV1.model_validate(brut))
    except ValidationError as erreur:
        return LigneDeJournal(numero, brut if isinstance(brut, dict) else {}, erreurs=traduire(erreur, MoisV1))


# ---- CSV ------------------------------------------------------------------------------------------------------------


def _lire_csv(flux: IO[bytes]) -> Iterator[LigneDeJournal]:
    """As a French spreadsheet writes it: semicolons, with or without BOM, columns in any order; never read whole."""
    texte = io.TextIOWrapper(flux, encoding=ENCODAGE, newline="")
    try:
        premiere = texte.readline()
        separateur = ";" if ";" in premiere or "," not in premiere else ","
        colonnes = _colonnes(premiere, separateur)
        lecteur = csv.reader(texte, delimiter=separateur, strict=True)
        for cellules in lecteur:
            if any(cellules):
                yield _ligne(lecteur.line_num + 1, colonnes, cellules)
    except UnicodeDecodeError:
        raise FichierIllisible(
            "Le fichier n’est pas encodé en UTF-8. Enregistrez-le de nouveau en « CSV UTF-8 »."
        ) from None
    except csv.Error:
        raise FichierIllisible("Le fichier n’est pas un CSV : un guillemet n’est pas fermé, ou est de trop.") from None
    finally:
        texte.detach()


def _colonnes(premiere: str, separateur: str) -> list[str]:
    lues = [nom.strip().strip('"').lower() for nom in premiere.rstrip("\r\n").split(separateur)]
    if not premiere.strip():
        raise FichierIllisible("Le fichier est vide. Partez du fichier vierge ou de l’exemple.")
    erreurs = [
        Erreur(nom, "rien", "une colonne de ce nom", "Ajoutez la colonne.") for nom in COLONNES if nom not in lues
    ]
    erreurs += [
        Erreur(nom[:120] or "(sans nom)", "cette colonne", f"une de : {', '.join(COLONNES)}", "Retirez la colonne.")
        for nom in lues
        if nom not in COLONNES
    ]
    erreurs += [
        Erreur(nom, "plusieurs fois", "une seule colonne de ce nom", "Gardez une seule colonne.")
        for nom in COLONNES
        if lues.count(nom) > 1
    ]
    if erreurs:
        raise FichierIllisible("La première ligne du fichier ne porte pas les colonnes attendues.", tuple(erreurs))
    return lues


def _ligne(numero: int, colonnes: list[str], cellules: list[str]) -> LigneDeJournal:
    if len(cellules) != len(colonnes):
        trouve, attendu = f"{len(cellules)} cellules", f"{len(colonnes)} cellules"
        erreur = Erreur("ligne", trouve, attendu, "Vérifiez les séparateurs de cette ligne.")
        return LigneDeJournal(numero, {}, erreurs=(erreur,))
    brut: dict[str, Any] = dict(zip(colonnes, (cellule.strip() for cellule in cellules), strict=True))
    return lire_mois(brut | {nom: en_nombre(brut[nom]) for nom in ENTIERS}, numero)


def en_nombre(texte: str) -> int | str:
    """« 1 250 » as a spreadsheet shows it; what is no whole number stays as it is written, to be told."""
    chiffres = texte.translate(_ESPACES)
    return int(chiffres) if chiffres.isascii() and chiffres.isdecimal() and len(chiffres) <= 15 else texte


# ---- writing --------------------------------------------------------------------------------------------------------


def exemples() -> list[dict[str, Any]]:
    """A client over six months, at 70 %."""
    lu = {nom: (info.examples or [None])[0] for nom, info in MoisV1.model_fields.items()}
    premier = modeles.EXEMPLE["premier_mois"]
    return [
        lu | {"mois": f"{premier.year + (premier.month - 1 + n) // 12}-{(premier.month - 1 + n) % 12 + 1:02}"}
        for n in range(6)
    ]


def en_csv(lignes: Iterable[Mapping[str, Any]]) -> bytes:
    texte = io.StringIO()
    redacteur = csv.DictWriter(texte, COLONNES, delimiter=";")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return texte.getvalue().encode(ENCODAGE)


def en_json(lignes: Iterable[Mapping[str, Any]], entete: Mapping[str, Any]) -> bytes:
    racine = {"format": JOURNAL.nom, "version": VERSION} | dict(entete) | {"lignes": list(lignes)}
    return (json.dumps(racine, ensure_ascii=False, indent=2) + "\n").encode()
