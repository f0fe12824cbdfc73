"""Handing requests to join to their firm. A lost task loses none: the sweep finds it again every minute."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from segur.noyau import horloge
from segur.noyau.comptes.models import Adhesion
from segur.noyau.organisations import revues
from segur.noyau.organisations.demandes import transmettre

PAR_BALAYAGE = 100
logger = logging.getLogger(__name__)


def confier(pk: int) -> None:
    """Hands the request to the workers; when the broker is away, the sweep will."""
    try:
        transmettre_une_demande.delay(pk)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : la demande %s sera transmise au prochain balayage.", pk)


@shared_task
def transmettre_une_demande(pk: int) -> bool:
    return transmettre(pk, horloge.maintenant())


@shared_task
def balayer_demandes() -> int:
    """Every minute: those that a firm can receive, also when it came to the portal after them. Returns how many."""
    maintenant = horloge.maintenant()
    dues = Adhesion.objects.a_transmettre(maintenant).values_list("pk", flat=True)[:PAR_BALAYAGE]
    return sum(transmettre(pk, maintenant) for pk in dues)


@shared_task
def rappeler_les_revues() -> int:
    """Every morning; one message a week to each person. Returns how many organisations are late."""
    return revues.rappeler(horloge.maintenant())
