"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    coordonnees,
    enrolement,
    fournisseur,
    instruction,
    paiement,
    points,
    retour,
    saisie,
    virement,
)

__all__ = [
    "coordonnees",
    "enrolement",
    "fournisseur",
    "instruction",
    "paiement",
    "points",
    "retour",
    "saisie",
    "virement",
]
