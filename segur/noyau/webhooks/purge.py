"""Events and attempts are kept for a while only: the journal is what lasts."""

from datetime import datetime

from django.db import transaction as db

from segur.noyau.webhooks.models import Evenement, Tentative, Webhook
from segur.noyau.webhooks.regles import GARDE

PAR_LOT = 1000


def effacer_les_anciens(le: datetime) -> int:
    """Those that wait for an active webhook excepted. Returns how many events are gone."""
    effaces = 0
    while cles := _un_lot(le):
        effaces += _effacer(cles)
    return effaces


def _un_lot(le: datetime) -> list[int]:
    anciens = Evenement.objects.filter(cree_le__lt=le - GARDE)
    anciens = anciens.exclude(statut=Evenement.Statut.A_LIVRER, webhook__statut=Webhook.Statut.ACTIF)
    return list(anciens.order_by("pk").values_list("pk", flat=True)[:PAR_LOT])


@db.atomic
def _effacer(cles: list[int]) -> int:
    Tentative.objects.filter(evenement__in=cles).delete()
    nombre, _ = Evenement.objects.filter(pk__in=cles).delete()
    return nombre
