"""From the bytes of an xlsx file to raw rows of text. A workbook is foreign data: bounded, read without entities."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from segur.noyau.classeurs import openpyxl_sur
from segur.noyau.referentiel.problemes import Gravite, Probleme, avertissement, erreur

FEUILLE = "Exigences"
COLONNES = (
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
    "N° preuve",
    "Preuve",
    "Profil historique",
    "Criticité",
    "Ordre",
)
OCTETS_MAX = 10 * 1024**2
OCTETS_DECOMPRESSES_MAX = 100 * 1024**2
LIGNES_MAX = 5_000
COLONNES_LUES = 50
RANGEES_LUES = 1_048_576
_SIGNATURE_OLE = bytes.fromhex("d0cf11e0")
_MODELE = "Repartez du classeur d’import du REM (14 colonnes, feuille « Exigences »)."


@dataclass(frozen=True)
class LigneBrute:
    """One non-empty row: its number and its 14 texts, by column name."""

    ligne: int
    valeurs: dict[str, str]


@dataclass(frozen=True)
class Feuille:
    lignes: tuple[LigneBrute, ...]
    problemes: tuple[Probleme, ...]


def lire_feuille(contenu: bytes) -> Feuille:
    """All the rows of the sheet « Exigences », with every defect of the container. Never raises."""
    defaut = _defaut_du_fichier(contenu)
    if defaut:
        return Feuille((), (defaut,))
    try:
        classeur = openpyxl_sur().load_workbook(BytesIO(contenu), read_only=True, data_only=True)
        try:
            return _lire(classeur)
        finally:
            classeur.close()
    except Exception as cause:  # any library error on a foreign file is a defect of that file
        return Feuille((), (_illisible(f"{type(cause).__name__}"),))


def _defaut_du_fichier(contenu: bytes) -> Probleme | None:
    if not contenu:
        return erreur(0, "", "", "Le fichier est vide.", "Choisissez le classeur à importer.")
    if len(contenu) >= OCTETS_MAX:
        return _trop_gros(f"{len(contenu)} octets")
    if contenu.startswith(_SIGNATURE_OLE):
        explication = "Le fichier est un classeur protégé par un mot de passe ou à l’ancien format xls."
        return erreur(0, "", "", explication, "Ôtez le mot de passe et enregistrez au format xlsx.")
    try:
        with ZipFile(BytesIO(contenu)) as archive:
            taille = sum(membre.file_size for membre in archive.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return _illisible("")
    return _trop_gros(f"{taille} octets décompressés") if taille > OCTETS_DECOMPRESSES_MAX else None


def _illisible(valeur: str) -> Probleme:
    return erreur(0, "", valeur, "Le fichier n’est pas un classeur xlsx lisible.", "Enregistrez-le au format xlsx.")


def _trop_gros(valeur: str) -> Probleme:
    return erreur(0, "", valeur, "Le classeur est trop volumineux.", "Retirez les images et les feuilles inutiles.")


def _lire(classeur: Any) -> Feuille:
    noms = [nom for nom in classeur.sheetnames if _cle(nom) == _cle(FEUILLE)]
    if not noms:
        trouvees = ", ".join(classeur.sheetnames)
        return Feuille((), (erreur(0, "", trouvees, f"La feuille « {FEUILLE} » est absente.", _MODELE),))
    feuille = classeur[noms[0]]
    feuille.reset_dimensions()
    cellules = feuille.iter_rows(max_row=RANGEES_LUES, max_col=COLONNES_LUES, values_only=True)
    rangees = enumerate(cellules, start=1)
    entetes = _textes(next(rangees, (1, ()))[1])
    problemes = _problemes_d_entete(entetes)
    if any(p.gravite == Gravite.ERREUR for p in problemes):
        return Feuille((), tuple(problemes))
    lignes, defauts = _lire_lignes(rangees)
    return Feuille(tuple(lignes), (*problemes, *defauts))


def _lire_lignes(rangees: Iterator[tuple[int, tuple[Any, ...]]]) -> tuple[list[LigneBrute], list[Probleme]]:
    lignes: list[LigneBrute] = []
    problemes: list[Probleme] = []
    for numero, rangee in rangees:
        textes = _textes(rangee[: len(COLONNES)])
        if not any(textes):
            continue
        if len(lignes) == LIGNES_MAX:
            explication = f"Le classeur dépasse {LIGNES_MAX} lignes ; la suite n’est pas lue."
            problemes.append(erreur(numero, "", "", explication, "Vérifiez que la feuille ne contient que le REM."))
            break
        textes += [""] * (len(COLONNES) - len(textes))
        ligne = LigneBrute(numero, dict(zip(COLONNES, textes, strict=True)))
        problemes += _cellules_en_erreur(ligne)
        lignes.append(ligne)
    if not lignes:
        problemes.append(erreur(0, "", "", f"La feuille « {FEUILLE} » ne contient aucune ligne.", _MODELE))
    return lignes, problemes


def _cellules_en_erreur(ligne: LigneBrute) -> list[Probleme]:
    return [
        erreur(ligne.ligne, colonne, valeur, "La cellule est en erreur.", "Corrigez la formule ou saisissez la valeur.")
        for colonne, valeur in ligne.valeurs.items()
        if valeur in openpyxl_sur().cell.cell.ERROR_CODES
    ]


def _problemes_d_entete(entetes: list[str]) -> list[Probleme]:
    trouvees = [_cle(e) for e in entetes]
    attendues = [_cle(c) for c in COLONNES]
    problemes: list[Probleme] = []
    if not any(entetes):
        return [erreur(1, "", "", "La première ligne ne porte aucun nom de colonne.", _MODELE)]
    for rang, (colonne, cle) in enumerate(zip(COLONNES, attendues, strict=True)):
        trouvee = entetes[rang] if rang < len(entetes) else ""
        if _cle(trouvee) != cle:
            ailleurs = trouvees.index(cle) + 1 if cle in trouvees else 0
            problemes.append(_colonne_fautive(rang + 1, colonne, trouvee, ailleurs))
    for colonne in filter(None, entetes[len(COLONNES) :]):
        reparation = "Rien à faire si elle ne sert pas au portail."
        problemes.append(avertissement(1, colonne[:60], colonne, "Colonne en trop : elle n’est pas lue.", reparation))
    return problemes


def _colonne_fautive(rang: int, attendue: str, trouvee: str, autre_rang: int) -> Probleme:
    vue = f"trouvé « {trouvee} »" if trouvee else "trouvé une cellule vide"
    explication = f"Colonne {rang} : attendu « {attendue} », {vue}."
    if autre_rang:
        explication += f" « {attendue} » est en colonne {autre_rang}."
        return erreur(1, attendue, trouvee, explication, f"Déplacez « {attendue} » en colonne {rang}.")
    return erreur(1, attendue, trouvee, explication, f"Nommez la colonne {rang} « {attendue} ».")


def _textes(rangee: tuple[Any, ...]) -> list[str]:
    return [_texte(valeur) for valeur in rangee]


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, date | datetime):
        return valeur.isoformat()
    return str(valeur).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()


def _cle(titre: str) -> str:
    """Names are compared without case, accents or surplus spaces; « N° » and « Nº » are the same."""
    plat = unicodedata.normalize("NFKD", titre.replace("°", "o").replace("º", "o")).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", " ", plat).strip().casefold()
