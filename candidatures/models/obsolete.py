"""Versions that a vendor declares obsolete, as filed in step 2; public once the candidature is eligible."""

from django.db import models

from candidatures.models.eligibilite import Eligibilite


class VersionObsoleteQuerySet(models.QuerySet["VersionObsolete"]):
    def publiees(self) -> "VersionObsoleteQuerySet":
        """PUB-02, CMD-24."""
        declarees = self.filter(etape__statut=Eligibilite.Statut.ELIGIBLE)
        return declarees.select_related("etape__candidature__produit__editeur", "etape__candidature__dispositif")


class VersionObsolete(models.Model):
    etape = models.ForeignKey(Eligibilite, models.PROTECT, related_name="versions_obsoletes")
    nom = models.CharField("nom commercial", max_length=120)
    version = models.CharField("version technique", max_length=60)
    nature = models.CharField("nature de l’arrêt", max_length=20)
    publiee_le = models.DateField("information publique du")
    source = models.CharField(max_length=500)

    objects = VersionObsoleteQuerySet.as_manager()

    class Meta:
        ordering = ["etape__candidature__produit__editeur__nom", "nom", "version", "pk"]
        constraints = [models.UniqueConstraint(fields=["etape", "nom", "version"], name="version_obsolete_unique")]

    def __str__(self) -> str:
        return f"{self.nom} {self.version}"
