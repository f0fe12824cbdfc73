"""The check-list of portability that a supplier signs for a solution (REA-40 to REA-45)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from candidatures.models import Candidature
from financement.models.demande import DemandeDeFinancement
from financement.models.fournisseur import Fournisseur
from segur.noyau.comptes.models import Acteur


class ListeDePortabiliteQuerySet(models.QuerySet["ListeDePortabilite"]):
    def visibles_par(self, acteur: Acteur) -> "ListeDePortabiliteQuerySet":
        """Seen with a request of the same supplier for the same solution."""
        demandes = DemandeDeFinancement.objects.visibles_par(acteur).filter(
            fournisseur=OuterRef("fournisseur"), candidature=OuterRef("candidature")
        )
        return self.filter(Exists(demandes))


class ListeDePortabilite(models.Model):
    """Signed once for each list that a text publishes; `liste_du` says which, `empreinte` how it read."""

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="listes_de_portabilite")
    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="listes_de_portabilite")
    liste_du = models.DateField("liste en vigueur depuis le")
    empreinte = models.CharField("SHA-256 de la liste signée", max_length=64)
    signee_le = models.DateTimeField("signée le")
    signee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ListeDePortabiliteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "liste de portabilité"
        verbose_name_plural = "listes de portabilité"
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "candidature", "liste_du"],
                name="liste_de_portabilite_signee_une_fois",
                violation_error_message="Cette liste est déjà signée pour cette solution.",
            ),
            models.CheckConstraint(
                name="liste_de_portabilite_a_son_empreinte",
                condition=~models.Q(empreinte=""),
                violation_error_message="Une liste signée garde son empreinte.",
            ),
        ]

    def __str__(self) -> str:
        return f"Liste de portabilité de {self.candidature}"
