"""« Voir comme »: the support reads the portal as one person sees it, for a short time, and changes nothing."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from segur.noyau.comptes.models.acteur import Acteur
from segur.noyau.comptes.models.membres import Organisation
from segur.noyau.comptes.models.roles import Role
from segur.noyau.temps import a_temps

PAGES_PAR_VISITE = 500
"""Shown at most in one visit, so that all of them are listed. Our own choice (decision 0074)."""


class VisiteQuerySet(models.QuerySet["VisiteDuSupport"]):
    def visibles_par(self, acteur: Acteur) -> "VisiteQuerySet":
        """The person seen, and the mandataires of the firm; the administrators, all of them. Nobody by delegation."""
        if Role.ADMINISTRATEUR in acteur.roles_propres:
            return self
        siennes = Q(personne=acteur.utilisateur)
        if Role.MANDATAIRE in acteur.roles_propres:
            siennes |= Q(organisation=acteur.organisation)
        return self.filter(siennes)

    def pour_liste(self) -> "VisiteQuerySet":
        """The latest first, with `nb_pages`: how many pages were shown."""
        lignes = self.select_related("support", "personne", "organisation")
        return lignes.annotate(nb_pages=models.Count("pages")).order_by("-ouverte_le", "-pk")

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
        return reverse("comptes:visite", args=[self.pk])

    @property
    def fin(self) -> datetime:
        """When it ended, or will at the latest."""
        return min(self.fermee_le or self.expire_le, self.expire_le)

    def est_ouverte(self, le: datetime) -> bool:
        return self.fermee_le is None and a_temps(recu_le=le, limite=self.expire_le)

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier


class PageVue(models.Model):
    """One page shown during a visit: its address without what follows « ? », and when. The visit names both persons."""

    visite = models.ForeignKey(VisiteDuSupport, models.PROTECT, related_name="pages")
    chemin = models.CharField("adresse", max_length=300)
    vue_le = models.DateTimeField("vue le")

    class Meta:
        ordering = ["vue_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chemin__startswith="/") & ~Q(chemin__contains="?"),
                name="page_vue_sans_parametre",
                violation_error_message="L’adresse d’une page vue se garde sans ses paramètres.",
            ),
        ]

    def __str__(self) -> str:
        return self.chemin
