"""What reviewers have written on a step and not sent yet, told before each decision on it."""

from collections.abc import Iterator
from typing import Any

from candidatures.avancement import Etape
from candidatures.models import Remarque
from candidatures.transitions.saisie import numero_de


def remarques_de(etape: Etape) -> Any:
    return Remarque.objects.filter(candidature=etape.candidature_id, etape=numero_de(etape))


def en_preparation(etape: Etape) -> Iterator[str]:
    """The remarks that a request for changes would send, and whose they are."""
    for remarque in remarques_de(etape).en_preparation().select_related("posee_par"):
        yield f"{remarque} ({remarque.posee_par})"


def abandonnees(etape: Etape) -> Iterator[str]:
    """What any other decision leaves unsent."""
    for remarque in en_preparation(etape):
        yield f"Cette remarque en préparation ne sera pas envoyée — {remarque}"
