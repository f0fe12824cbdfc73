"""Imports in the background. A lost task loses none: the sweep finds it again every minute."""

from celery import shared_task

from segur.noyau.annuaires.importation import executer, interrompre_les_muets
from segur.noyau.annuaires.models import ImportDeBase
from segur.noyau.annuaires.transitions import confier


@shared_task
def importer(pk: int) -> bool:
    """One import. Run twice, the second does nothing."""
    return executer(pk)


@shared_task
def balayer() -> int:
    """Every minute: what waits is handed again, what no longer speaks is said interrupted. Returns how many."""
    attendent = list(ImportDeBase.objects.filter(statut=ImportDeBase.Statut.EN_ATTENTE).exclude(chemin=""))
    for importation in attendent:
        confier(importation.pk)
    return len(attendent) + interrompre_les_muets()
