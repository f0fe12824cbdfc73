"""What the ANS asks to change, field by field; and who is on a step right now."""

from django.conf import settings
from django.db import models

from candidatures.models.candidature import Candidature


class RemarqueQuerySet(models.QuerySet["Remarque"]):
    def en_preparation(self) -> "RemarqueQuerySet":
        return self.filter(envoyee_le=None)

    def ouvertes(self) -> "RemarqueQuerySet":
        """Sent to the vendor and not answered yet."""
        return self.filter(envoyee_le__isnull=False, levee_le=None)


class Remarque(models.Model):
    """One field of one step, one reason. Sending it unlocks that field, and no other; answering it closes it."""

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="remarques")
    etape = models.PositiveSmallIntegerField(choices=[(1, "Candidature administrative"), (2, "Éligibilité")])
    cle = models.CharField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    motif = models.TextField()
    posee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    posee_le = models.DateTimeField()
    envoyee_le = models.DateTimeField(null=True)
    levee_le = models.DateTimeField(null=True)
    valeur_avant = models.TextField(blank=True)
    valeur_apres = models.TextField(blank=True)

    objects = RemarqueQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "etape", "cle"],
                condition=models.Q(levee_le=None),
                name="remarque_ouverte_unique",
                violation_error_message="Ce champ porte déjà une remarque.",
            ),
            models.CheckConstraint(
                condition=models.Q(levee_le=None) | models.Q(envoyee_le__isnull=False),
                name="remarque_levee_fut_envoyee",
                violation_error_message="Une remarque levée a d’abord été envoyée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} : {self.motif}"


class Presence(models.Model):
    """One open page of a step. Refreshed while it stays open; nobody relies on it for a right."""

    page = models.CharField(max_length=80)
    onglet = models.CharField(max_length=40)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    vue_le = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "onglet", "utilisateur"], name="presence_unique")]
        indexes = [models.Index(fields=["page", "vue_le"])]

    def __str__(self) -> str:
        return f"{self.utilisateur} : {self.page}"
