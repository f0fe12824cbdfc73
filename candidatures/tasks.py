"""Electronic signature, reminders, changes of the registry. What a lost task leaves, a sweep finds."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from candidatures.abonnements import annoncer_les_changements, oublier_les_demandes_sans_suite
from candidatures.models import DemandeDeSignature
from candidatures.models.signature import SignatureQuerySet
from candidatures.rappels.envoi import envoyer
from candidatures.signature import est_raccordee
from candidatures.signature.interface import FournisseurIndisponible
from candidatures.signature.suivi import NOUVEL_ESSAI, OUBLI, actualiser, annuler, ouvrir, preparer_les_demandes
from segur.noyau import horloge

PAR_BALAYAGE = 100
logger = logging.getLogger(__name__)


def confier(pk: int) -> None:
    """Hands the request to the workers; when the broker is away, the sweep will."""
    try:
        actualiser_une_signature.delay(pk)
    except (OperationalError, OSError):
        logger.warning("Broker injoignable : la demande de signature %s sera relue au prochain balayage.", pk)


@shared_task
def actualiser_une_signature(pk: int) -> bool:
    return _sans_arreter_les_autres(actualiser, pk, horloge.maintenant())


@shared_task
def balayer_signatures() -> int:
    """Every minute: opens the requests owed, cancels those that nothing waits for any more, and reads again those the
    provider told of. Returns how many moved."""
    if not est_raccordee():
        return 0
    le = horloge.maintenant()
    preparer_les_demandes(le)
    ouvertes = _pour_chacune(ouvrir, DemandeDeSignature.objects.a_adresser(le - NOUVEL_ESSAI).order_by("pk"), le)
    sans_objet = DemandeDeSignature.objects.sans_objet() & DemandeDeSignature.objects.reprises(le - NOUVEL_ESSAI)
    annulees = _pour_chacune(annuler, sans_objet.order_by("verifiee_le"), le)
    signalees = DemandeDeSignature.objects.signalees().order_by("verifiee_le")
    return ouvertes + annulees + _pour_chacune(actualiser, signalees, le)


@shared_task
def relire_les_signatures() -> int:
    """Every hour: asks about the open requests that no webhook told of lately. Returns how many moved."""
    if not est_raccordee():
        return 0
    le = horloge.maintenant()
    return _pour_chacune(actualiser, DemandeDeSignature.objects.a_relire(le - OUBLI), le)


def _pour_chacune(geste: Callable[[int, datetime], bool], demandes: SignatureQuerySet, le: datetime) -> int:
    return sum(_sans_arreter_les_autres(geste, pk, le) for pk in demandes.values_list("pk", flat=True)[:PAR_BALAYAGE])


def _sans_arreter_les_autres(geste: Callable[[int, datetime], bool], pk: int, le: datetime) -> bool:
    """A request that the provider does not answer for is told to the operator, and does not hold the others back."""
    try:
        return geste(pk, le)
    except FournisseurIndisponible as panne:
        logger.warning("Demande de signature %s : %s ; nouvel essai au prochain balayage.", pk, panne)
        return False
    except Exception:
        logger.exception("La demande de signature %s n’a pas pu être suivie ; nouvel essai au prochain balayage.", pk)
        return False


@shared_task
def balayer_le_registre() -> int:
    """Returns how many messages were written; a second run at once writes none."""
    maintenant = timezone.now()
    oublier_les_demandes_sans_suite(maintenant)
    return annoncer_les_changements(maintenant)


@shared_task
def envoyer_les_rappels() -> int:
    """Every five minutes. Returns how many were settled; a second run at once settles none."""
    return envoyer(horloge.maintenant())
