"""What is told without being asked. A lost task loses nothing: the next one says what was not said."""

import logging

from celery import shared_task
from django.db import transaction as db

from financement.expirations import prevenir_des_expirations
from financement.transitions.annonces import prevenir_d_un_desequilibre
from financement.verification import ecarts
from segur.noyau import horloge

journal = logging.getLogger(__name__)


@shared_task
def annoncer_les_expirations() -> int:
    """Every hour; the outbox keeps each threshold to one message per person."""
    with db.atomic():
        return prevenir_des_expirations(horloge.maintenant())


@shared_task
def verifier_l_equilibre() -> int:
    """Every night. Payers are told of the gaps, once a day; `manage.py verifier_ecritures` names them all."""
    trouves = ecarts()
    if trouves:
        journal.error("Écritures : %d écart(s), dont %s", len(trouves), trouves[0])
        with db.atomic():
            prevenir_d_un_desequilibre(len(trouves), str(trouves[0]), horloge.maintenant())
    return len(trouves)
