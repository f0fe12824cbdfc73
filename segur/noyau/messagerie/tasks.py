"""Sending what waits in the outbox. A lost task loses no mail: the sweep finds it again every minute."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from segur.noyau.messagerie import expedition
from segur.noyau.messagerie.expedition import Issue
from segur.noyau.messagerie.models import Courriel
from segur.noyau.messagerie.rassemblement import rassembler

PAR_BALAYAGE = 500
logger = logging.getLogger(__name__)


def confier(cles: list[str]) -> None:
    """Hands the messages of an event to the workers; when the broker is away, the sweep will."""
    try:
        expedier_tous.delay(cles)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : %d message(s) partiront au prochain balayage.", len(cles))


@shared_task
def expedier(pk: int, le: datetime | None = None) -> bool:
    """Sends one mail, once. False when it did not leave."""
    return expedition.expedier(pk, le or timezone.now()) == Issue.PARTI


@shared_task
def expedier_tous(cles: list[str], le: datetime | None = None) -> int:
    """The messages of one event: their mails, those of them that leave now. Returns how many left."""
    rassembler(le or timezone.now(), cles)
    return _vider(le, list(Courriel.objects.filter(notifications__cle__in=cles).values_list("pk", flat=True)))


@shared_task
def balayer(le: datetime | None = None) -> int:
    """Every minute: gathers what waits, sends what is due, oldest first. Returns how many left."""
    rassembler(le or timezone.now())
    return _vider(le)


def _vider(le: datetime | None, parmi: list[int] | None = None) -> int:
    """Stops at the first sign that the relay is away: the others keep their turn, and are not counted as tried."""
    dus = Courriel.objects.dus(le or timezone.now()).order_by("part_le", "pk")
    if parmi is not None:
        dus = dus.filter(pk__in=parmi)
    partis = 0
    for pk in list(dus.values_list("pk", flat=True)[:PAR_BALAYAGE]):
        issue = expedition.expedier(pk, le or timezone.now())
        if issue == Issue.RELAIS_ABSENT:
            break
        partis += issue == Issue.PARTI
    return partis
