"""What a supplier says it told a client of its own accord (MSG-10, CMD-08).

An incapacity keeps its own confirmation (`Incapacite.client_informe_le`): it is not written twice.
"""

from django.conf import settings
from django.db import models

from financement.models.commande import Commande
from financement.models.realisation import Moyen
from segur.noyau.comptes.models import Acteur


class InformationDuClientQuerySet(models.QuerySet["InformationDuClient"]):
    def visibles_par(self, acteur: Acteur) -> "InformationDuClientQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))


class InformationDuClient(models.Model):
    """One duty of one order, confirmed once. `ne_le`: the day of Paris when the duty arose."""

    class Motif(models.TextChoices):
        DELAI = "delai", "Délai de dépôt expiré"
        DATE_2 = "date_2", "Pas de dossier complet à la Date 2"

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="informations")
    motif = models.CharField(max_length=12, choices=Motif)
    ne_le = models.DateField("devoir né le")
    informe_le = models.DateField("client informé le")
    moyen = models.CharField("client informé par", max_length=12, choices=Moyen)
    envoi = models.CharField("ce qui a été envoyé", max_length=300)
    confirmee_le = models.DateTimeField("confirmée le")
    confirmee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = InformationDuClientQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "information du client"
        verbose_name_plural = "informations des clients"
        constraints = [
            models.UniqueConstraint(
                fields=["commande", "motif"],
                name="information_du_client_unique",
                violation_error_message="Cette information est déjà confirmée pour cette commande.",
            ),
            models.CheckConstraint(
                name="information_du_client_apres_le_fait",
                condition=models.Q(informe_le__gte=models.F("ne_le")),
                violation_error_message="Le client est informé après le fait.",
            ),
            models.CheckConstraint(
                name="information_du_client_dit_quoi_et_comment",
                condition=~models.Q(moyen="") & ~models.Q(envoi=""),
                violation_error_message="Une information dit ce qui a été envoyé, et par quel moyen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_motif_display()}, {self.commande}"
