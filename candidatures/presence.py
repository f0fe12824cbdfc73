"""Who has a step open now. Told to colleagues of the same side, vendor or ANS; no right depends on it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from candidatures.avancement import Etape
from candidatures.models import Presence
from segur.noyau.comptes.models import Acteur

FRAICHEUR = timedelta(seconds=60)


def page_de(etape: Etape, acteur: Acteur) -> str:
    return f"{etape.candidature_id}:{etape._meta.model_name}:{acteur.entreprise.nature}"


def noter(etape: Etape, acteur: Acteur, onglet: str, le: datetime) -> None:
    page = page_de(etape, acteur)
    Presence.objects.update_or_create(page=page, onglet=onglet, utilisateur=acteur.personne, defaults={"vue_le": le})
    Presence.objects.filter(page=page, vue_le__lt=le - FRAICHEUR).delete()


def autres_presents(etape: Etape, acteur: Acteur, onglet: str, le: datetime) -> QuerySet[Presence]:
    """The other open pages, oneself in another tab included."""
    presences = Presence.objects.filter(page=page_de(etape, acteur), vue_le__gte=le - FRAICHEUR).exclude(onglet=onglet)
    return presences.select_related("utilisateur").order_by("utilisateur__nom", "pk")
