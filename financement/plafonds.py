"""Limits that the portal sets itself on deposits and simulations: data, in `donnees/depot.toml`, `simulateur.toml`."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

MO = 1024**2
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plafonds:
    commandes_par_lot: int
    anomalies_gardees: int
    refus_gardes: int
    archive_entrees: int
    archive_mo_au_plus: int
    archive_rapport_au_plus: int
    silence_minutes: int
    liste_du_recepisse: int

    @property
    def archive_octets_au_plus(self) -> int:
        return self.archive_mo_au_plus * MO

    @property
    def silence(self) -> timedelta:
        return timedelta(minutes=self.silence_minutes)


@dataclass(frozen=True, slots=True)
class LimitesDuSimulateur:
    jours_gardes: int
    lot_de_lignes: int
    silence_minutes: int
    en_cours_au_plus: int
    heure_du_rejeu: time
    contenu_caracteres: int


@dataclass(frozen=True, slots=True)
class LimitesDuJournal:
    lot_de_lignes: int
    anomalies_gardees: int
    silence_minutes: int


def _lire(nom: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "donnees" / nom).read_text(encoding="utf-8"))


DEPOT = Plafonds(**_lire("depot.toml"))
JOURNAL = LimitesDuJournal(**_lire("journal.toml"))
SIMULATEUR = LimitesDuSimulateur(**_lire("simulateur.toml"))


def par_lots(elements: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as are read, judged or written together."""
    suite = iter(elements)
    while lot := list(islice(suite, DEPOT.commandes_par_lot)):
        yield lot
