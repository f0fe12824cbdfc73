"""What the bank says of the transfers: its file, kept encrypted, and each line of it with what it did."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.models.paiement import PAIENT, Virement
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document


class RetourQuerySet(models.QuerySet["RetourBancaire"]):
    def visibles_par(self, acteur: Acteur) -> "RetourQuerySet":
        return self if acteur.est_systeme or acteur.tient(*PAIENT) else self.none()


class RetourBancaire(models.Model):
    """One file, once: its hash is unique. Read first, and shown; applied when a person confirms."""

    class Statut(models.TextChoices):
        LU = "lu", "Lu, à appliquer"
        APPLIQUE = "applique", "Appliqué"

    statut = models.CharField(max_length=12, choices=Statut, default=Statut.LU)
    format = models.CharField(max_length=20)
    empreinte = models.CharField("SHA-256 du fichier", max_length=64, unique=True)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    recu_le = models.DateTimeField("reçu le")
    recu_de = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applique_le = models.DateTimeField("appliqué le", null=True)
    applique_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RetourQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "retour de la banque"
        verbose_name_plural = "retours de la banque"
        constraints = [
            models.CheckConstraint(
                name="retour_applique_par_une_personne",
                condition=models.Q(statut="applique", applique_le__isnull=False, applique_par__isnull=False)
                | models.Q(statut="lu", applique_le=None, applique_par=None),
                violation_error_message="Un retour appliqué, et lui seul, dit par qui et quand.",
            )
        ]

    def __str__(self) -> str:
        return f"Retour n° {self.pk} ({self.format})"

    def get_absolute_url(self) -> str:
        return reverse("financement:retour", args=[self.pk])

    @property
    def dossier(self) -> "RetourBancaire":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"retour:{self.pk}"


class LigneDeRetourQuerySet(models.QuerySet["LigneDeRetour"]):
    def a_appliquer_de_nouveau(self) -> "LigneDeRetourQuerySet":
        """Funds returned of a transfer that was paid when the file was applied, and still is: something held them.

        Nothing else may do later what it did not do then: the bank spoke of the transfer as it was.
        """
        juste = models.Q(montant=None) | models.Q(montant=models.F("virement__montant"))
        return self.filter(
            juste,
            constat=LigneDeRetour.Constat.REJETE,
            retour_de_fonds=True,
            retour__statut=RetourBancaire.Statut.APPLIQUE,
            virement__statut=Virement.Statut.PAYE,
            virement__regle_le__lte=models.F("retour__applique_le"),
        ).exclude(anomalie="")


class LigneDeRetour(models.Model):
    """One line as read. `anomalie`: why nothing was done of it; the last word is that of the last application."""

    class Constat(models.TextChoices):
        PAYE = "paye", "Payé"
        REJETE = "rejete", "Rejeté"

    retour = models.ForeignKey(RetourBancaire, models.PROTECT, related_name="lignes")
    rang = models.PositiveIntegerField()
    reference = models.CharField("référence de bout en bout", max_length=35)
    montant = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    constat = models.CharField(max_length=8, choices=Constat)
    retour_de_fonds = models.BooleanField(default=False)
    code = models.CharField("code ISO", max_length=4, blank=True)
    virement = models.ForeignKey(Virement, models.PROTECT, null=True, related_name="+")
    anomalie = models.CharField(max_length=300, blank=True)

    objects = LigneDeRetourQuerySet.as_manager()

    class Meta:
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["retour", "rang"],
                name="ligne_de_retour_unique",
                violation_error_message="Cette ligne du fichier est déjà lue.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} : {self.get_constat_display()}"
