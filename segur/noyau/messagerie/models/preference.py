"""What a person wants by mail."""

from django.conf import settings
from django.db import models

from segur.noyau.messagerie import regles
from segur.noyau.messagerie.categories import Categorie, Rythme


class Preference(models.Model):
    """One category of one person. Without a row, its mails leave at once."""

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    categorie = models.CharField(max_length=20, choices=Categorie)
    rythme = models.CharField(max_length=10, choices=Rythme)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "categorie"],
                name="preference_unique",
                violation_error_message="Un seul rythme par sorte de message.",
            ),
            models.CheckConstraint(
                condition=~models.Q(rythme="aucun") | ~models.Q(categorie__in=sorted(regles.TOUJOURS_ENVOYEES)),
                name="preference_obligatoire_envoyee",
                violation_error_message="Ces courriels sont obligatoires.",
            ),
            models.CheckConstraint(
                condition=models.Q(rythme="immediat") | ~models.Q(categorie__in=sorted(regles.TOUJOURS_IMMEDIATES)),
                name="preference_immediate",
                violation_error_message="Ces courriels partent toujours tout de suite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} : {self.get_categorie_display()} — {self.get_rythme_display()}"
