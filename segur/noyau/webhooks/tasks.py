"""Delivering what waits. A lost task loses no event: the sweep finds it again every minute."""

import logging
from collections.abc import Iterable
from datetime import datetime
from time import monotonic

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from segur.noyau.webhooks import livraison, purge
from segur.noyau.webhooks.models import Evenement

PAR_TOUR = 500
ECHECS_DU_TOUR = 3
SECONDES_DU_TOUR = 20
"""After which a slow receiver waits for the next sweep, and leaves the worker to others."""
logger = logging.getLogger(__name__)


def confier(webhooks: Iterable[int]) -> None:
    """Each webhook to a worker of its own: a slow receiver delays no other. Without a broker, the sweep will."""
    try:
        for pk in webhooks:
            livrer_les_evenements.delay(pk)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : les webhooks partiront au prochain balayage.")


@shared_task
def livrer_les_evenements(pk: int, le: datetime | None = None) -> int:
    """What is due of one webhook, oldest first. Stops after a few failures, or some seconds. Returns how many left."""
    partis, echecs, fin = 0, 0, monotonic() + SECONDES_DU_TOUR
    while partis < PAR_TOUR and echecs < ECHECS_DU_TOUR and monotonic() < fin:
        instant = le or timezone.now()
        suivant = Evenement.objects.dus(instant).filter(webhook=pk).order_by("pk").values_list("pk", flat=True).first()
        issue = livraison.RIEN if suivant is None else livraison.livrer(suivant, instant)
        if issue == livraison.RIEN:
            break
        partis, echecs = partis + (issue == livraison.PARTI), echecs + (issue == livraison.ECHOUE)
    return partis


@shared_task
def balayer(le: datetime | None = None) -> int:
    """Every minute: hands over the webhooks that have something due. Returns how many."""
    dus = Evenement.objects.dus(le or timezone.now()).order_by().values_list("webhook", flat=True).distinct()
    webhooks = list(dus)
    confier(webhooks)
    return len(webhooks)


@shared_task
def effacer_les_anciens(le: datetime | None = None) -> int:
    return purge.effacer_les_anciens(le or timezone.now())
