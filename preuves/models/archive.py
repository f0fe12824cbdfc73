"""The archives of a dossier: asked by its vendor, made by a task, made again if the task dies."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidatures.models import Candidature, Etape
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document

SILENCE = timedelta(minutes=5)
"""A worker that said nothing for so long is dead: another one may start again."""


class ExportDossierQuerySet(models.QuerySet["ExportDossier"]):
    def visibles_par(self, acteur: Acteur) -> "ExportDossierQuerySet":
        """The vendor's own affair, whoever else sees the candidature."""
        if not (acteur.est_editeur or acteur.est_systeme):
            return self.none()
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def pour_liste(self) -> "ExportDossierQuerySet":
        """Those that were made, ready for their page, the latest first."""
        return self.exclude(statut=ExportDossier.Statut.DEMANDE).select_related("document__fichier", "demande_par")

    def echues(self, le: datetime) -> "ExportDossierQuerySet":
        """Kept long enough."""
        limite = le - timedelta(days=settings.ARCHIVES_GARDEES_JOURS)
        return self.filter(statut=ExportDossier.Statut.PRODUIT, demande_le__lt=limite)

    def a_produire(self) -> "ExportDossierQuerySet":
        """Owed, and in the hands of no living worker."""
        muets = Q(signe_de_vie_le=None) | Q(signe_de_vie_le__lt=timezone.now() - SILENCE)
        return self.filter(muets, statut=ExportDossier.Statut.DEMANDE)

    def prendre(self, pk: int) -> "ExportDossier | None":
        """For one worker only, even when several ask at the same instant."""
        if not self.a_produire().filter(pk=pk).update(signe_de_vie_le=timezone.now(), fichiers_copies=0):
            return None
        return self.get(pk=pk)


class ExportDossier(Etape):
    class Statut(models.TextChoices):
        DEMANDE = "demande", "En préparation"
        PRODUIT = "produit", "Disponible"
        EXPIREE = "expiree", "Expirée"

    vue = "preuves:export"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="exports")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.DEMANDE)
    demande_le = models.DateTimeField()
    demande_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="exports")
    empreinte = models.CharField("de ce que l’archive contient", max_length=64, blank=True)
    fichiers_copies = models.PositiveIntegerField(default=0)
    fichiers_en_tout = models.PositiveIntegerField(default=0)
    signe_de_vie_le = models.DateTimeField("dernier signe de vie de qui la produit", null=True)

    objects = ExportDossierQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = "archive"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(statut="demande"),
                name="export_un_seul_en_preparation",
                violation_error_message="Une archive de ce dossier est déjà en préparation.",
            ),
            models.CheckConstraint(
                name="export_produit_existe",
                condition=Q(statut="demande", document=None, version=None, empreinte="")
                | (Q(statut="produit", document__isnull=False, version__gte=1) & ~Q(empreinte=""))
                | (Q(statut="expiree", document=None, version__gte=1) & ~Q(empreinte="")),
                violation_error_message="Seule une archive disponible existe ; expirée, elle garde sa version.",
            ),
        ]

    @property
    def gardee_jusqu_au(self) -> datetime:
        return self.demande_le + timedelta(days=settings.ARCHIVES_GARDEES_JOURS)

    def avancer(self, copies: int, en_tout: int) -> None:
        """Tells how far the making is, and that its worker is alive. Not a status: the page reads it, nothing rests
        on it."""
        ExportDossier.objects.filter(pk=self.pk).update(
            fichiers_copies=copies, fichiers_en_tout=en_tout, signe_de_vie_le=timezone.now()
        )
