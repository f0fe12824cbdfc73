"""What is told without being asked. A lost task loses nothing: the next one says what was not said."""

from celery import shared_task
from django.db import transaction as db

from financement.demandes import traitement
from financement.expirations import prevenir_des_expirations
from segur.noyau import horloge


@shared_task
def annoncer_les_expirations() -> int:
    """Every hour; the outbox keeps each threshold to one message per person."""
    with db.atomic():
        return prevenir_des_expirations(horloge.maintenant())


@shared_task
def traiter_une_demande(pk: int) -> None:
    """Reads its file, matches its archives. Run twice, the second does nothing."""
    traitement.traiter(pk)


@shared_task
def balayer_les_demandes() -> int:
    """Every minute: what a lost task left is found again."""
    return traitement.balayer()
