"""The text of the convention: each version is kept, the last one serves."""

from django.conf import settings
from django.db import models


class TexteDeConvention(models.Model):
    """Articles, as paragraphs; a line that begins with « ## » is a title, `{solution}` and its like are filled in."""

    version = models.PositiveIntegerField(unique=True)
    texte = models.TextField()
    publie_le = models.DateTimeField()
    publie_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]
        verbose_name = "texte de la convention"
        constraints = [
            models.CheckConstraint(
                name="texte_de_convention_non_vide",
                condition=~models.Q(texte=""),
                violation_error_message="Le texte de la convention n’est pas vide.",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def dossier(self) -> "TexteDeConvention":
        return self

    @property
    def cle_dossier(self) -> str:
        return "texte-de-convention"
