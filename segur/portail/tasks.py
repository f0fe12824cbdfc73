"""Telling the vendors of a published text, in the background. What a lost task leaves, the sweep finds."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from segur.noyau.dispositifs.models import AvisDAmendement
from segur.portail.calendriers.annonces import ecrire_un_lot

logger = logging.getLogger(__name__)


def confier(pk: int) -> None:
    """Hands the amendment to the workers; when the broker is away, the sweep will."""
    try:
        annoncer_l_amendement.delay(pk)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : l’amendement %s sera annoncé au prochain balayage.", pk)


@shared_task
def annoncer_l_amendement(pk: int) -> int:
    """Lot by lot until everybody is told. Returns how many were told by this run."""
    total = 0
    while nombre := ecrire_un_lot(pk, timezone.now()):
        total += nombre
    return total


@shared_task
def balayer_les_amendements() -> int:
    """Every minute: the amendments whose vendors are not all told."""
    restants = AvisDAmendement.objects.a_ecrire().order_by().values_list("amendement", flat=True).distinct()
    return sum(annoncer_l_amendement(pk) for pk in list(restants))
