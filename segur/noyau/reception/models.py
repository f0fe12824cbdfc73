"""What was received and has had no answer yet."""

from django.conf import settings
from django.db import models


class Tentative(models.Model):
    """One request with an idempotency key, kept from before its work starts until it has its answer.

    A row that stays is that of a worker that died, or of an error of the portal's: its instant is kept for the retry.
    """

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cle = models.CharField(max_length=64)
    chemin = models.CharField(max_length=300)
    empreinte = models.CharField("SHA-256 du contenu", max_length=64)
    recue_le = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["personne", "cle", "chemin", "empreinte"], name="tentative_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.chemin} ({self.cle})"
