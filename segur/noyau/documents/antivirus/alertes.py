"""Who is told of an infected file. Upper storeys say it here when they start; this room knows none of them by name."""

from collections.abc import Callable
from datetime import datetime

from segur.noyau.documents.models import Fichier

Alerte = Callable[[Fichier, datetime], None]
_ALERTES: list[Alerte] = []


def declarer(alerte: Alerte) -> None:
    """`alerte(fichier, le)` runs inside the transaction that writes the verdict."""
    if alerte not in _ALERTES:
        _ALERTES.append(alerte)


def donner(fichier: Fichier, le: datetime) -> None:
    for alerte in _ALERTES:
        alerte(fichier, le)
