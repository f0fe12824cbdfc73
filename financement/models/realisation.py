"""What happens between the advance and the balance: work declared done or impossible, series validated elsewhere."""

from django.conf import settings
from django.db import models

from candidatures.models import Candidature
from financement.models.commande import Commande
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document


class Moyen(models.TextChoices):
    """How a supplier told its client something that the texts oblige it to tell (MSG-10)."""

    COURRIEL = "courriel", "Courriel"
    COURRIER = "courrier", "Courrier"
    RECOMMANDE = "recommande", "Lettre recommandée"
    ESPACE = "espace", "Espace client du fournisseur"
    REMISE = "remise", "Remise en main propre"


class AttestationDeFinQuerySet(models.QuerySet["AttestationDeFin"]):
    def visibles_par(self, acteur: Acteur) -> "AttestationDeFinQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))

    def actuelles(self) -> "AttestationDeFinQuerySet":
        return self.filter(remplacee_le=None)


class AttestationDeFin(models.Model):
    """The supplier declares that the work is finished while its balance cannot be deposited yet (REA-02, SOL-02)."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="attestations")
    achevee_le = models.DateField("prestation achevée le")
    declaree_le = models.DateTimeField("déclarée le")
    declaree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    remplacee_le = models.DateTimeField(null=True)

    objects = AttestationDeFinQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "attestation de fin de prestation"
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=models.Q(remplacee_le=None),
                name="attestation_actuelle_unique",
                violation_error_message="Cette commande a déjà son attestation de fin.",
            ),
            models.CheckConstraint(
                name="attestation_remplacee_apres_sa_declaration",
                condition=models.Q(remplacee_le=None) | models.Q(remplacee_le__gte=models.F("declaree_le")),
                violation_error_message="Une attestation est remplacée après avoir été déclarée.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attestation de fin de {self.commande}"


class IncapaciteQuerySet(models.QuerySet["Incapacite"]):
    def visibles_par(self, acteur: Acteur) -> "IncapaciteQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))

    def actuelles(self) -> "IncapaciteQuerySet":
        return self.filter(retiree_le=None)


class Incapacite(models.Model):
    """The supplier declares that it will not do the work of an order (REA-03, MSG-11): no balance, advance to repay."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="incapacites")
    motif = models.TextField()
    declaree_le = models.DateTimeField("déclarée le")
    declaree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client_informe_le = models.DateField("client informé le", null=True)
    client_informe_par = models.CharField("client informé par", max_length=12, choices=Moyen, blank=True)
    retiree_le = models.DateTimeField(null=True)
    retiree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = IncapaciteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "incapacité à réaliser"
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=models.Q(retiree_le=None),
                name="incapacite_actuelle_unique",
                violation_error_message="L’incapacité est déjà déclarée pour cette commande.",
            ),
            models.CheckConstraint(
                name="incapacite_dit_pourquoi",
                condition=~models.Q(motif=""),
                violation_error_message="Une incapacité dit pourquoi.",
            ),
            models.CheckConstraint(
                name="incapacite_client_informe_quand_et_comment",
                condition=models.Q(client_informe_le=None, client_informe_par="")
                | models.Q(client_informe_le__isnull=False) & ~models.Q(client_informe_par=""),
                violation_error_message="Un client informé l’est un jour, par un moyen.",
            ),
            models.CheckConstraint(
                name="incapacite_retiree_par_une_personne",
                condition=models.Q(retiree_le=None, retiree_par=None)
                | models.Q(retiree_le__gte=models.F("declaree_le"), retiree_par__isnull=False),
                violation_error_message="Une incapacité retirée l’est après sa déclaration, par une personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Incapacité à réaliser {self.commande}"


class PreserieValideeQuerySet(models.QuerySet["PreserieValidee"]):
    def visibles_par(self, acteur: Acteur) -> "PreserieValideeQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def actuelles(self) -> "PreserieValideeQuerySet":
        return self.filter(retiree_le=None)


class PreserieValidee(models.Model):
    """The Assurance maladie validated the Ordonnance numérique for good, as the ANS records it (SOL-01)."""

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="preseries")
    validee_le = models.DateField("validée le")
    reference = models.CharField("référence du constat", max_length=100)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    constatee_le = models.DateTimeField("constatée le")
    constatee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retiree_le = models.DateTimeField(null=True)
    retiree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif_du_retrait = models.TextField(blank=True)

    objects = PreserieValideeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "présérie Ordonnance numérique validée"
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=models.Q(retiree_le=None),
                name="preserie_actuelle_unique",
                violation_error_message="La présérie est déjà constatée pour cette solution.",
            ),
            models.CheckConstraint(
                name="preserie_retiree_dit_pourquoi",
                condition=models.Q(retiree_le=None) | ~models.Q(motif_du_retrait=""),
                violation_error_message="Un constat retiré dit pourquoi.",
            ),
            models.CheckConstraint(
                name="preserie_retiree_par_autrui",
                condition=models.Q(retiree_le=None, retiree_par=None)
                | models.Q(retiree_le__gte=models.F("constatee_le"), retiree_par__isnull=False)
                & ~models.Q(retiree_par=models.F("constatee_par")),
                violation_error_message="Qui constate et qui retire sont deux personnes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Présérie Ordonnance numérique de {self.candidature}"
