"""A declared claim as plain data and back: what is stored, hashed and compared. The round trip loses nothing."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from financement.regles.commande.donnees import simple
from financement.regles.demande_secondaire.faits import Declaration, NiveauFacture

_JOURS = ("periode_du", "periode_au", "facture_du")
_MONTANTS = ("facture_ht", "facture_ttc", "taux_tva")


def en_donnees(declaration: Declaration) -> dict[str, Any]:
    """JSON values only: amounts as strings, days as AAAA-MM-JJ."""
    return {champ.name: simple(getattr(declaration, champ.name)) for champ in fields(declaration)}


def depuis_donnees(donnees: Mapping[str, Any]) -> Declaration:
    """The declaration that `en_donnees` wrote."""
    lues = dict(donnees)
    lues |= {nom: date.fromisoformat(lues[nom]) for nom in _JOURS}
    lues |= {nom: Decimal(lues[nom]) for nom in _MONTANTS if lues.get(nom) is not None}
    return Declaration(**lues | {"facture_niveau": NiveauFacture(lues["facture_niveau"])})
