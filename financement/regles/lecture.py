"""Dated data of this room, read once."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from segur.noyau.regles import Historique, HorsPeriode, Reference, Version

DOSSIER = Path(__file__).parents[1] / "donnees"


@lru_cache(maxsize=8)
def fichier(nom: str) -> dict[str, Any]:
    return tomllib.loads((DOSSIER / nom).read_text(encoding="utf-8"))


def historique(table: dict[str, Any]) -> Historique[Any]:
    return Historique(table["libelle"], *(_version(**version) for version in table["versions"]))


def _version(*, depuis: date, valeur: Any, **reference: str) -> Version[Any]:
    return Version(depuis, valeur, Reference(**reference))


def en_vigueur(historique: Historique[Any] | None, jour: date) -> Version[Any] | None:
    """None when no text rules that day."""
    if historique is None:
        return None
    try:
        return historique.au(jour)
    except HorsPeriode:
        return None
