"""An order as plain data and back: what is stored, hashed and compared. The round trip loses nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature

_JOURS = ("emis_le", "signe_le", "aides_declarees_le")
_MONTANTS = ("taux_tva", "aides_de_minimis")


def en_donnees(bon: Bon) -> dict[str, Any]:
    """JSON values only: amounts as strings, days as AAAA-MM-JJ."""
    donnees = {champ.name: simple(getattr(bon, champ.name)) for champ in fields(bon)}
    return donnees | {"lignes": [_de_la_ligne(ligne) for ligne in bon.lignes]}


def _de_la_ligne(ligne: Ligne) -> dict[str, Any]:
    return {champ.name: simple(getattr(ligne, champ.name)) for champ in fields(ligne)}


def simple(valeur: Any) -> Any:
    if isinstance(valeur, StrEnum):
        return valeur.value
    if isinstance(valeur, Decimal):
        return format(valeur, "f")
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def depuis_donnees(donnees: Mapping[str, Any]) -> Bon:
    """The order that `en_donnees` wrote."""
    lues = dict(donnees)
    lues |= {nom: date.fromisoformat(lues[nom]) for nom in _JOURS if lues.get(nom)}
    lues |= {nom: Decimal(lues[nom]) for nom in _MONTANTS if lues.get(nom) is not None}
    lues["client"], lues["signature"] = Client(lues["client"]), Signature(lues["signature"])
    lues["lignes"] = tuple(_ligne(ligne) for ligne in lues["lignes"])
    return Bon(**lues)


def _ligne(donnees: Mapping[str, Any]) -> Ligne:
    ttc = donnees.get("montant_ttc")
    return Ligne(
        Prestation(donnees["prestation"]),
        donnees["libelle"],
        Decimal(donnees["montant_ht"]),
        None if ttc is None else Decimal(ttc),
    )


def empreinte(*contenus: Any) -> str:
    """SHA-256 of plain data, the same whatever the order of the keys."""
    ecrit = json.dumps(contenus, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(ecrit.encode()).hexdigest()
