"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    coordonnees,
    correction,
    depot,
    enrolement,
    fournisseur,
    instruction,
    modeles,
    points,
    questions,
    saisie,
)

__all__ = [
    "coordonnees",
    "correction",
    "depot",
    "enrolement",
    "fournisseur",
    "instruction",
    "modeles",
    "points",
    "questions",
    "saisie",
]
