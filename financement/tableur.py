"""Workbooks: the result of a simulation, one row per finding; a list. No text that a spreadsheet would run."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from financement.models import LigneSimulee
from segur.noyau.classeurs import openpyxl_sur
from segur.noyau.exports import neutraliser

LONGUEUR_D_UNE_CELLULE = 32_000
REFUSES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no workbook may hold."""
ENTETES = (
    "Rang", "Bon de commande", "RPPS ou FINESS", "Client", "Prédiction", "Règle", "Champ", "Constat", "Texte",
    "Trouvé", "Attendu", "Que faire",
)  # fmt: skip


def ecrire_le_classeur(resume: Iterable[tuple[str, Any]], lignes: Iterable[LigneSimulee]) -> IO[bytes]:
    """Written as it goes: memory does not follow the number of orders."""
    classeur = openpyxl_sur().Workbook(write_only=True)
    feuille = classeur.create_sheet("Résumé")
    for libelle, valeur in resume:
        feuille.append([_cellule(libelle), _cellule(valeur)])
    feuille = classeur.create_sheet("Commandes")
    feuille.append(ENTETES)
    for ligne in lignes:
        for rangee in rangees(ligne):
            feuille.append([_cellule(valeur) for valeur in rangee])
    flux = TemporaryFile()  # noqa: SIM115 - closed by who reads it
    classeur.save(flux)
    flux.seek(0)
    return flux


def ecrire_une_feuille(titre: str, entetes: Iterable[str], lignes: Iterable[Iterable[Any]]) -> IO[bytes]:
    """One sheet: numbers stay numbers, so that a spreadsheet adds them up."""
    classeur = openpyxl_sur().Workbook(write_only=True)
    feuille = classeur.create_sheet(titre)
    feuille.append(list(entetes))
    for ligne in lignes:
        feuille.append([valeur if isinstance(valeur, Decimal) else _cellule(valeur) for valeur in ligne])
    flux = TemporaryFile()  # noqa: SIM115 - closed by who reads it
    classeur.save(flux)
    flux.seek(0)
    return flux


def rangees(ligne: LigneSimulee) -> Iterator[tuple[Any, ...]]:
    """One per error of format or per obstacle; one alone for an order without any."""
    debut = (ligne.rang, ligne.reference, ligne.cle, ligne.nom, ligne.get_prediction_display())
    for erreur in ligne.erreurs:
        vues = (erreur["trouve"], erreur["attendu"], erreur["remede"])
        yield (*debut, "Format", erreur["chemin"], "Ce champ est à corriger.", "", *vues)
    for constat in ligne.obstacles:
        valeurs = " ; ".join(f"{nom} : {valeur}" for nom, valeur in constat["valeurs"])
        suite = (constat["explication"], constat["reference"], valeurs, "", constat["remede"])
        yield (*debut, constat["regle"], constat["champ"], *suite)
    if not ligne.erreurs and not ligne.obstacles:
        yield (*debut, *[""] * 7)


def _cellule(valeur: Any) -> Any:
    if isinstance(valeur, int):
        return valeur
    return REFUSES.sub("\ufffd", neutraliser(valeur))[:LONGUEUR_D_UNE_CELLULE]
