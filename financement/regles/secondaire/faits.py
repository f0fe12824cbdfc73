"""What the rules of the secondary service ask: the months of a journal, and what is found of them (AF 3.3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mois:
    """One month of one client, by its first day. The names of the values are those of the text (SEC-03)."""

    mois: date
    dt: int
    """Documents that had to be sent automatically to Mon espace santé."""
    dm: int
    """Documents that reached it."""
    t: int
    """Patients received, each once."""
    tq: int
    """Of them, those whose INS is qualified."""
    ts: int
    """Of them, those qualified by the transitional procedure."""


@dataclass(frozen=True, slots=True)
class Fenetre:
    """One continuous observation, from the first day of a month to the last day of another."""

    debut: date
    fin: date
    dt: int
    dm: int
    perf: Decimal
