"""When somebody is told that a piece is about to expire. Plain values in."""

from datetime import date

PALIERS = (60, 30, 7, 0)  # days before the last day; our own choice (decision 0044)
EXPIREE = -1


def palier_atteint(*, expire_le: date, jour: date) -> int | None:
    """The last threshold reached that day, `EXPIREE` from the day after the last one on; None before them all."""
    restants = (expire_le - jour).days
    if restants < 0:
        return EXPIREE
    return min((palier for palier in PALIERS if restants <= palier), default=None)


def annonce(*, quoi: str, expire_le: date, palier: int, consequence: str) -> str:
    if palier == EXPIREE:
        return f"{quoi} : expiration le {expire_le:%d/%m/%Y}. Désormais : {consequence}"
    return f"{quoi} : expiration le {expire_le:%d/%m/%Y} (dernier jour). Ensuite : {consequence}"
