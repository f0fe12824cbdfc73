"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    coordonnees,
    enrolement,
    fournisseur,
    instruction,
    pilotes,
    points,
    revue_des_pilotes,
    saisie,
)

__all__ = [
    "coordonnees",
    "enrolement",
    "fournisseur",
    "instruction",
    "pilotes",
    "points",
    "revue_des_pilotes",
    "saisie",
]
