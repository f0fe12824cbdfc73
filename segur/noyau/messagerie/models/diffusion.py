"""A message that a person of the ANS writes to many: held until it is read again and confirmed."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import Acteur
from segur.noyau.messagerie.models.courriel import VOIENT_LES_COURRIELS


class DiffusionQuerySet(models.QuerySet["Diffusion"]):
    def visibles_par(self, acteur: Acteur) -> "DiffusionQuerySet":
        return self if acteur.tient(*VOIENT_LES_COURRIELS) else self.none()


class Diffusion(models.Model):
    """`destinataires` are those of the preview, and those alone are written to. `choix`: how they were chosen."""

    class Statut(models.TextChoices):
        A_CONFIRMER = "a_confirmer", "À confirmer"
        CONFIRMEE = "confirmee", "Confirmée"
        ANNULEE = "annulee", "Annulée"

    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_CONFIRMER)
    sujet = models.CharField(max_length=150)
    corps = models.TextField()
    choix = models.CharField(max_length=300)
    destinataires = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    nombre = models.PositiveIntegerField("destinataires")
    deux_personnes = models.BooleanField()
    ecrite_le = models.DateTimeField()
    ecrite_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmee_le = models.DateTimeField(null=True)
    confirmee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DiffusionQuerySet.as_manager()
    lus_avec = ("ecrite_par", "confirmee_par")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nombre__gte=1),
                name="diffusion_a_des_destinataires",
                violation_error_message="Un message s’adresse à quelqu’un.",
            ),
            models.CheckConstraint(
                condition=models.Q(statut="confirmee", confirmee_le__isnull=False, confirmee_par__isnull=False)
                | (~models.Q(statut="confirmee") & models.Q(confirmee_le=None, confirmee_par=None)),
                name="diffusion_confirmee_par_quelqu_un",
                violation_error_message="Un message confirmé, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                condition=models.Q(deux_personnes=False)
                | models.Q(confirmee_par=None)
                | ~models.Q(confirmee_par=models.F("ecrite_par")),
                name="diffusion_deux_personnes",
                violation_error_message="Une autre personne que l’auteur confirme ce message.",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmee_le=None) | models.Q(confirmee_le__gte=models.F("ecrite_le")),
                name="diffusion_dates_en_ordre",
                violation_error_message="La confirmation suit la rédaction.",
            ),
        ]

    def __str__(self) -> str:
        return f"Message « {self.sujet} »"

    def get_absolute_url(self) -> str:
        return reverse("portail:diffusion", args=[self.pk])

    @property
    def dossier(self) -> "Diffusion":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"diffusion:{self.pk}"
