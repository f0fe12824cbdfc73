"""A declared balance as plain data and back: what is stored, hashed and compared. The round trip loses nothing."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from financement.regles.commande.donnees import simple
from financement.regles.commande.faits import Signature
from financement.regles.solde.faits import Declaration

_JOURS = ("achevee_le", "va_signee_le", "facture_du")
_MONTANTS = ("facture_ht", "facture_ttc", "taux_tva")


def en_donnees(declaration: Declaration) -> dict[str, Any]:
    """JSON values only: amounts as strings, days as AAAA-MM-JJ, functions sorted."""
    donnees = {champ.name: simple(getattr(declaration, champ.name)) for champ in fields(declaration)}
    return donnees | {"fonctions": sorted(declaration.fonctions)}


def depuis_donnees(donnees: Mapping[str, Any]) -> Declaration:
    """The declaration that `en_donnees` wrote."""
    lues = dict(donnees)
    lues |= {nom: date.fromisoformat(lues[nom]) for nom in _JOURS}
    lues |= {nom: Decimal(lues[nom]) for nom in _MONTANTS if lues.get(nom) is not None}
    lues |= {"va_signature": Signature(lues["va_signature"]), "fonctions": frozenset(lues["fonctions"])}
    return Declaration(**lues)
