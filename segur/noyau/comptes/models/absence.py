"""When a person is away: what they follow waits for somebody else meanwhile, and comes back to them afterwards."""

from django.db import models

from segur.noyau.comptes.models.membres import Utilisateur


class Absence(models.Model):
    """From the first day to the last, both included, in days of Paris."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="absences")
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour")

    class Meta:
        ordering = ["debut", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "debut", "fin"],
                name="absence_unique",
                violation_error_message="Cette absence est déjà inscrite.",
            ),
            models.CheckConstraint(
                condition=models.Q(fin__gte=models.F("debut")),
                name="absence_jours_en_ordre",
                violation_error_message="Le dernier jour d’une absence suit le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur}, du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"
