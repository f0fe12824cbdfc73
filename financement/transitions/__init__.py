"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    coordonnees,
    correction,
    depot,
    enrolement,
    fournisseur,
    instruction,
    points,
    saisie,
)

__all__ = [
    "coordonnees",
    "correction",
    "depot",
    "enrolement",
    "fournisseur",
    "instruction",
    "points",
    "saisie",
]
