"""Ceilings of the deposit of orders: data, in `donnees/depot.toml`."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

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


DEPOT = Plafonds(**tomllib.loads((Path(__file__).parent / "donnees" / "depot.toml").read_text(encoding="utf-8")))


def par_lots(elements: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as are read, judged or written together."""
    suite = iter(elements)
    while lot := list(islice(suite, DEPOT.commandes_par_lot)):
        yield lot
