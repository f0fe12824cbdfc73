"""Erasing stored bytes in the background."""

from celery import shared_task

from segur.noyau.documents.depot import effacer, sans_document

PAR_BALAYAGE = 1000


@shared_task
def effacer_les_fichiers_sans_document() -> int:
    """Every hour: what no deposit names any more. Returns how many files were erased."""
    return sum(effacer(pk) for pk in sans_document().order_by("pk").values_list("pk", flat=True)[:PAR_BALAYAGE])
