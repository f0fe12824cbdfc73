"""Every change of status of the storey. Importing the package declares them all."""

from financement.transitions import (
    arbitrage,
    charge,
    controle_des_commandes,
    coordonnees,
    correction,
    decision_des_commandes,
    depot,
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
    "arbitrage",
    "charge",
    "controle_des_commandes",
    "coordonnees",
    "correction",
    "decision_des_commandes",
    "depot",
    "enrolement",
    "fournisseur",
    "instruction",
    "modeles",
    "points",
    "questions",
    "saisie",
    "simulation",
]
