"""« Voir comme »: the support reads the portal as one person sees it, for a short time, and changes nothing."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from segur.noyau.comptes.models.membres import Organisation
from segur.noyau.temps import a_temps


class VisiteQuerySet(models.QuerySet["VisiteDuSupport"]):
    def ouvertes(self, le: datetime) -> "VisiteQuerySet":
        return self.filter(fermee_le=None, expire_le__gte=le)


class VisiteDuSupport(models.Model):
    """Kept for ever: the person reads on their account who looked, when and why."""

    support = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visites_faites")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visites_recues")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    motif = models.CharField(max_length=300)
    ouverte_le = models.DateTimeField()
    expire_le = models.DateTimeField()
    fermee_le = models.DateTimeField(null=True, blank=True)

    objects = VisiteQuerySet.as_manager()

    class Meta:
        ordering = ["-ouverte_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["support"],
                condition=Q(fermee_le=None),
                name="visite_une_seule_a_la_fois",
                violation_error_message="Une seule visite est ouverte à la fois.",
            ),
            models.CheckConstraint(
                condition=~Q(support=F("personne")),
                name="visite_deux_personnes",
                violation_error_message="Le support ne se visite pas lui-même.",
            ),
            models.CheckConstraint(
                condition=Q(expire_le__gt=F("ouverte_le")),
                name="visite_dates_en_ordre",
                violation_error_message="Une visite expire après son ouverture.",
            ),
            models.CheckConstraint(
                condition=Q(fermee_le=None) | Q(fermee_le__gte=F("ouverte_le")),
                name="visite_fermee_apres_son_ouverture",
                violation_error_message="Une visite se ferme après son ouverture.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="visite_motivee",
                violation_error_message="Une visite a un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support} voit comme {self.personne}"

    def get_absolute_url(self) -> str:
        return reverse("portail:accueil")

    @property
    def fin(self) -> datetime:
        """When it ended, or will at the latest."""
        return min(self.fermee_le or self.expire_le, self.expire_le)

    def est_ouverte(self, le: datetime) -> bool:
        return self.fermee_le is None and a_temps(recu_le=le, limite=self.expire_le)

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier
