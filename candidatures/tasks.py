"""What the registry owes its subscribers, found again every minute."""

from celery import shared_task
from django.utils import timezone

from candidatures.abonnements import annoncer_les_changements, oublier_les_demandes_sans_suite


@shared_task
def balayer_le_registre() -> int:
    """Returns how many messages were written; a second run at once writes none."""
    maintenant = timezone.now()
    oublier_les_demandes_sans_suite(maintenant)
    return annoncer_les_changements(maintenant)
