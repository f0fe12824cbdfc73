"""Making the official documents that are owed. A lost task loses none: the sweep finds it again every minute."""

import logging

from celery import shared_task

from candidatures.models import DocumentOfficiel
from candidatures.transitions.officiels import publier
from preuves.certificats import jumeau, produire
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME
from segur.noyau.transitions import Demande, Refus

PAR_BALAYAGE = 100
logger = logging.getLogger(__name__)


@shared_task
def produire_certificat(pk: int) -> bool:
    """Makes and publishes one document. Run twice, the second publication is refused and nothing changes."""
    officiel = DocumentOfficiel.objects.filter(pk=pk, statut=DocumentOfficiel.Statut.DEMANDE).first()
    if officiel is None:
        return False
    donnees = {"pdf": produire(officiel), "jumeau": jumeau(officiel)}
    try:
        publier(officiel, Demande(SYSTEME, horloge.maintenant(), donnees))
    except Refus:
        logger.info("Le document %s avait déjà été publié.", pk)
        return False
    return True


@shared_task
def balayer_certificats() -> int:
    """Every minute: makes what is still owed. Returns how many were made."""
    dus = DocumentOfficiel.objects.filter(statut=DocumentOfficiel.Statut.DEMANDE).order_by("pk")
    return sum(_sans_arreter_les_autres(pk) for pk in dus.values_list("pk", flat=True)[:PAR_BALAYAGE])


def _sans_arreter_les_autres(pk: int) -> bool:
    """One document that cannot be made is told to the operator, and does not hold the others back."""
    try:
        return produire_certificat(pk)
    except Exception:
        logger.exception("Le document officiel %s n’a pas pu être produit ; nouvel essai au prochain balayage.", pk)
        return False
