"""Who has a step open now. Told to each other; no right depends on it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from candidatures.avancement import Etape
from candidatures.models import Presence
from segur.noyau.comptes.models import Utilisateur

FRAICHEUR = timedelta(seconds=60)


def page_de(etape: Etape) -> str:
    return f"{etape.candidature_id}:{etape._meta.model_name}"


def noter(etape: Etape, personne: Utilisateur, onglet: str, le: datetime) -> None:
    Presence.objects.update_or_create(page=page_de(etape), onglet=onglet, utilisateur=personne, defaults={"vue_le": le})
    Presence.objects.filter(page=page_de(etape), vue_le__lt=le - FRAICHEUR).delete()


def autres_presents(etape: Etape, onglet: str, le: datetime) -> QuerySet[Presence]:
    """The other open pages, oneself in another tab included."""
    presences = Presence.objects.filter(page=page_de(etape), vue_le__gte=le - FRAICHEUR).exclude(onglet=onglet)
    return presences.select_related("utilisateur").order_by("utilisateur__nom", "pk")
