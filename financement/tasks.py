"""What is told without being asked. A lost task loses nothing: the next one says what was not said."""

import logging

from celery import shared_task
from django.db import transaction as db

from financement import journaux
from financement.demandes import traitement
from financement.expirations import prevenir_des_expirations
from financement.models import ImportDeJournal, Simulation
from financement.rappels_des_devoirs import rappeler_les_devoirs
from financement.simulation import executer, interrompre_les_muettes, supprimer_les_echues
from financement.transitions import effacement
from financement.transitions.annonces import prevenir_d_un_desequilibre
from financement.transitions.journal import confier as confier_un_journal
from financement.transitions.simulation import confier
from financement.verification import ecarts
from segur.noyau import horloge

journal = logging.getLogger(__name__)


@shared_task
def annoncer_les_expirations() -> int:
    """Every hour; the outbox keeps each threshold to one message per person."""
    with db.atomic():
        return prevenir_des_expirations(horloge.maintenant())


@shared_task
def rappeler_les_clients_a_informer() -> int:
    """Every hour; the outbox keeps it to one message per person and per day of Paris."""
    with db.atomic():
        return rappeler_les_devoirs(horloge.maintenant())


@shared_task
def effacer_les_identites_controlees() -> int:
    """Every hour: what the decision itself could not erase. Returns how many files."""
    return effacement.balayer()


@shared_task
def simuler(pk: int) -> bool:
    """One simulation. Run twice, the second does nothing."""
    return executer(pk)


@shared_task
def balayer_les_simulations() -> int:
    """Every minute: what waits is handed again, what no longer speaks is said failed. Returns how many."""
    attendent = list(Simulation.objects.filter(statut=Simulation.Statut.EN_ATTENTE).values_list("pk", flat=True))
    for pk in attendent:
        confier(pk)
    return len(attendent) + interrompre_les_muettes()


@shared_task
def effacer_les_simulations_echues() -> int:
    return supprimer_les_echues(horloge.maintenant())


@shared_task
def importer_un_journal(pk: int) -> bool:
    """One file of months. Run twice, the second does nothing."""
    return journaux.executer(pk)


@shared_task
def balayer_les_journaux() -> int:
    """Every minute: what waits is handed again, what no longer speaks is said failed. Returns how many."""
    attendent = list(
        ImportDeJournal.objects.filter(statut=ImportDeJournal.Statut.EN_ATTENTE).values_list("pk", flat=True)
    )
    for pk in attendent:
        confier_un_journal(pk)
    return len(attendent) + journaux.interrompre_les_muets()


@shared_task
def traiter_une_demande(pk: int) -> None:
    """Reads its file, matches its archives. Run twice, the second does nothing."""
    traitement.traiter(pk)


@shared_task
def balayer_les_demandes() -> int:
    """Every minute: what a lost task left is found again."""
    return traitement.balayer()


@shared_task
def verifier_l_equilibre() -> int:
    """Every night. Payers are told of the gaps, once a day; `manage.py verifier_ecritures` names them all."""
    trouves = ecarts()
    if trouves:
        journal.error("Écritures : %d écart(s), dont %s", len(trouves), trouves[0])
        with db.atomic():
            prevenir_d_un_desequilibre(len(trouves), str(trouves[0]), horloge.maintenant())
    return len(trouves)
