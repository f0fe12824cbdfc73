"""Who is told of an infected file. Upper storeys say it here when they start; this room knows none of them by name."""

from collections.abc import Callable
from datetime import datetime

from segur.noyau.documents.models import Document

Alerte = Callable[[Document, datetime], None]
_ALERTES: list[Alerte] = []


def declarer(alerte: Alerte) -> None:
    """`alerte(document, le)` runs inside the transaction that learns it."""
    if alerte not in _ALERTES:
        _ALERTES.append(alerte)


def donner(document: Document, le: datetime) -> None:
    for alerte in _ALERTES:
        alerte(document, le)
