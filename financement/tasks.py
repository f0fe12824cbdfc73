"""What is told without being asked. A lost task loses nothing: the next one says what was not said."""

from celery import shared_task
from django.db import transaction as db

from financement.expirations import prevenir_des_expirations
from segur.noyau import horloge


@shared_task
def annoncer_les_expirations() -> int:
    """Every hour; the outbox keeps each threshold to one message per person."""
    with db.atomic():
        return prevenir_des_expirations(horloge.maintenant())
