"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    coordonnees,
    enrolement,
    fournisseur,
    instruction,
    modeles,
    points,
    questions,
    saisie,
    simulation,
)

__all__ = [
    "coordonnees",
    "enrolement",
    "fournisseur",
    "instruction",
    "modeles",
    "points",
    "questions",
    "saisie",
    "simulation",
]
