"""The antivirus in the background: after the commit, then by the sweep. A reception never waits for it."""

import logging
from datetime import datetime
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction as db
from kombu.exceptions import OperationalError

from segur.noyau.documents.antivirus import alertes
from segur.noyau.documents.antivirus.analyse import a_analyser
from segur.noyau.documents.antivirus.analyse import analyser as analyser_le_fichier
from segur.noyau.documents.antivirus.regles import INFECTE, NON_ANALYSE
from segur.noyau.documents.models import Document

logger = logging.getLogger(__name__)
PAR_BALAYAGE = 500


def recevoir(document: Document, le: datetime) -> None:
    """Inside the transaction of the deposit. Bytes that it knows already are not analysed again."""
    if document.fichier.analyse == INFECTE:
        alertes.donner(document, le)
    elif settings.CLAMD_URL and document.fichier.analyse == NON_ANALYSE:
        db.on_commit(partial(confier, document.fichier.pk))


def confier(pk: int) -> None:
    """Hands the file to the workers; when the broker is away, the sweep will."""
    try:
        analyser.delay(pk)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : le fichier %s sera analysé au prochain balayage.", pk)


@shared_task
def analyser(pk: int) -> bool:
    return analyser_le_fichier(pk)


@shared_task
def balayer_les_fichiers_non_analyses() -> int:
    """Every two minutes; stops at the first sign that clamd is away. Returns how many files were tried."""
    if not settings.CLAMD_URL:
        return 0
    essayes = 0
    for pk in list(a_analyser().values_list("pk", flat=True)[:PAR_BALAYAGE]):
        essayes += 1
        if not analyser_le_fichier(pk):
            break
    return essayes
