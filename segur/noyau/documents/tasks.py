"""What is done to the stored bytes in the background."""

import logging

from celery import shared_task
from django.utils import timezone

from segur.noyau.documents import rapprochement
from segur.noyau.documents.antivirus.taches import analyser, balayer_les_fichiers_non_analyses
from segur.noyau.documents.depot import effacer, sans_document

__all__ = [
    "analyser",
    "balayer_les_fichiers_non_analyses",
    "effacer_les_fichiers_sans_document",
    "rapprocher_les_fichiers",
]

logger = logging.getLogger(__name__)
PAR_BALAYAGE = 1000


@shared_task
def effacer_les_fichiers_sans_document() -> int:
    """Every hour: what no deposit names any more. Returns how many files were erased."""
    return sum(effacer(pk) for pk in sans_document().order_by("pk").values_list("pk", flat=True)[:PAR_BALAYAGE])


@shared_task
def rapprocher_les_fichiers() -> int:
    """Every night: `manage.py verifier_fichiers --purger`, told in the log. Returns how many anomalies there are."""
    maintenant, trouvees = timezone.now(), 0
    logger.info("%s fichier(s) sans nom effacé(s).", rapprochement.purger(maintenant))
    for anomalie in rapprochement.anomalies(maintenant):
        logger.error("Fichier rangé : %s", anomalie)
        trouvees += 1
    return trouvees
