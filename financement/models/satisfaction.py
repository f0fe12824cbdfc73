"""The aggregated report on the satisfaction of clients, deposited to the ANS (ENR-03, PIL-15)."""

from django.conf import settings
from django.db import models

from financement.models.enrolement import Enrolement
from segur.noyau.comptes.models import ANS, Acteur, Role
from segur.noyau.documents.models import Document


class BilanQuerySet(models.QuerySet["BilanDeSatisfaction"]):
    def visibles_par(self, acteur: Acteur) -> "BilanQuerySet":
        """The ANS, to which it is owed; the supplier its own."""
        if acteur.est_systeme or acteur.tient(*ANS, Role.ADMINISTRATEUR):
            return self
        if not acteur.est_editeur:
            return self.none()
        return self.filter(enrolement__in=Enrolement.objects.visibles_par(acteur))


class BilanDeSatisfaction(models.Model):
    """One deposit; the last one counts, the others are kept."""

    enrolement = models.ForeignKey(Enrolement, models.PROTECT, related_name="bilans")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    derniere_va_le = models.DateField("dernière VA couverte")
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = BilanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "bilan de satisfaction"
        verbose_name_plural = "bilans de satisfaction"

    def __str__(self) -> str:
        return f"Bilan de satisfaction n° {self.pk}"
