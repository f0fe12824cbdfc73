"""What is wrong in a workbook, said so that its author can repair it."""

from dataclasses import dataclass
from enum import StrEnum

VALEUR_MONTREE = 200


class Gravite(StrEnum):
    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"


@dataclass(frozen=True, slots=True)
class Probleme:
    """`ligne` is the row number shown by a spreadsheet; 0 when the whole file is concerned."""

    ligne: int
    colonne: str
    valeur: str
    explication: str
    reparation: str
    gravite: Gravite = Gravite.ERREUR

    @property
    def lieu(self) -> str:
        if not self.ligne:
            return "Fichier"
        return f"Ligne {self.ligne}, colonne « {self.colonne} »" if self.colonne else f"Ligne {self.ligne}"


def erreur(ligne: int, colonne: str, valeur: str, explication: str, reparation: str) -> Probleme:
    return Probleme(ligne, colonne, _montrer(valeur), explication, reparation)


def avertissement(ligne: int, colonne: str, valeur: str, explication: str, reparation: str) -> Probleme:
    return Probleme(ligne, colonne, _montrer(valeur), explication, reparation, Gravite.AVERTISSEMENT)


def _montrer(valeur: str) -> str:
    return valeur if len(valeur) <= VALEUR_MONTREE else valeur[: VALEUR_MONTREE - 1] + "…"
