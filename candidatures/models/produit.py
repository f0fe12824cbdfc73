"""The vendor's catalogue (CP-15…CP-23)."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import Acteur, Organisation

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ"  # no I, L, O: read aloud without mistake


def tirer(longueur: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))


def nouvelle_reference() -> str:
    return tirer(8)


class ProduitQuerySet(models.QuerySet["Produit"]):
    def visibles_par(self, acteur: Acteur) -> "ProduitQuerySet":
        if acteur.est_systeme:
            return self
        if acteur.est_editeur:
            return self.filter(editeur=acteur.organisation)
        return self.none()

    def rattaches_au_segur(self) -> "ProduitQuerySet":
        return self.filter(interets__programme=Interet.Programme.SEGUR)

    def pour_liste(self) -> "ProduitQuerySet":
        return self.select_related("responsable").annotate(
            est_au_segur=models.Exists(
                Interet.objects.filter(produit=models.OuterRef("pk"), programme=Interet.Programme.SEGUR)
            )
        )


class Produit(models.Model):
    """CP-16: the fields of a product."""

    editeur = models.ForeignKey(Organisation, models.PROTECT, related_name="produits")
    reference = models.CharField("réf. produit", max_length=8, unique=True, default=nouvelle_reference, editable=False)
    nom = models.CharField("nom du produit", max_length=120)
    version = models.CharField(max_length=40)
    nil = models.CharField("N° d’identification (NIL délivré par le CNDA)", max_length=20, blank=True)
    responsable = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="produits")
    description = models.TextField("description du produit", max_length=4000)
    certifications = models.TextField(max_length=2000, blank=True)

    objects = ProduitQuerySet.as_manager()

    class Meta:
        ordering = ["nom", "version", "pk"]

    def __str__(self) -> str:
        return f"{self.nom} - {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("candidatures:produit", args=[self.reference])

    @property
    def cle_dossier(self) -> str:
        return f"produit:{self.reference}"


class Interet(models.Model):
    """CP-17: a programme the vendor is interested in. « Ségur » attaches the product to the démarche (CP-18)."""

    class Programme(models.TextChoices):
        MES = "mes", "Catalogue de services de Mon espace santé"
        DMN = "dmn", "Certification de conformité des DMN"
        SEGUR = "segur", "Ségur du Numérique en Santé"
        BSP = "bsp", "Référencement du Bouquet de Services Professionnels (à venir)"
        TELECONSULTATION = "teleconsultation", "Certification de conformité des solutions de Téléconsultations"
        EDC_PSC = "edc_psc", "Espace de Confiance ProSantéConnect"

    produit = models.ForeignKey(Produit, models.CASCADE, related_name="interets")
    programme = models.CharField(max_length=20, choices=Programme)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["produit", "programme"], name="interet_unique")]

    def __str__(self) -> str:
        return self.get_programme_display()
