"""How long something has waited, by buckets. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Tranche:
    """More than `plus_de` days, `jusqu_a` days at most (None: without end)."""

    plus_de: int
    jusqu_a: int | None

    def __str__(self) -> str:
        if self.jusqu_a is None:
            return f"Plus de {self.plus_de} jours"
        return f"{self.plus_de + 1} à {self.jusqu_a} jours" if self.plus_de else f"{self.jusqu_a} jours au plus"


_BORNES = (0, 7, 30, 90)  # our own choice, no text sets them (decision 0072)
TRANCHES = tuple(Tranche(borne, suivante) for borne, suivante in zip(_BORNES, (*_BORNES[1:], None), strict=True))


def bornes(tranche: Tranche, le: datetime) -> tuple[datetime | None, datetime | None]:
    """What waits since the first instant (included) and before the second is in the bucket; None: without end."""
    debut = None if tranche.jusqu_a is None else le - timedelta(days=tranche.jusqu_a)
    fin = le - timedelta(days=tranche.plus_de) if tranche.plus_de else None
    return debut, fin


def tranche_de(depuis: datetime, le: datetime) -> Tranche:
    return next(t for t in reversed(TRANCHES) if le - depuis > timedelta(days=t.plus_de) or not t.plus_de)


def en_jours(depuis: datetime | None, le: datetime) -> int | None:
    """Whole days elapsed."""
    return (le - depuis).days if depuis else None
