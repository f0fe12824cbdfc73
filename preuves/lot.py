"""What waits to be deposited in bulk: the files of one candidature, each with the proof it is proposed for."""

from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When

from candidatures.models import Candidature
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document


class FichierDuLotQuerySet(QuerySet["FichierDuLot"]):
    def visibles_par(self, acteur: Acteur) -> "FichierDuLotQuerySet":
        """Not a deposit yet: the vendor's own affair, whoever else sees the candidature."""
        if not acteur.est_editeur:
            return self.none()
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def en_attente(self) -> "FichierDuLotQuerySet":
        return self.filter(etat=FichierDuLot.Etat.EN_ATTENTE)

    def gardes_sans_depot(self) -> "FichierDuLotQuerySet":
        """Their bytes are kept, for a deposit to come or after one that was refused."""
        return self.filter(document__isnull=False).exclude(etat=FichierDuLot.Etat.DEPOSE)

    def a_deposer(self) -> "FichierDuLotQuerySet":
        """Waiting, with a proof to go to."""
        return self.en_attente().filter(preuve__isnull=False).order_by("pk")

    def pour_liste(self) -> "FichierDuLotQuerySet":
        """What the person must look at first, then the rest, by name."""
        etat = FichierDuLot.Etat
        rang = Case(
            When(etat=etat.EN_ATTENTE, preuve=None, then=Value(0)),
            When(etat=etat.REFUSE, then=Value(1)),
            When(etat=etat.EN_ATTENTE, then=Value(2)),
            default=Value(3),
        )
        return self.select_related("document__fichier", "preuve__attendue").order_by(rang, "chemin", "pk")


class FichierDuLot(models.Model):
    """One file. Nothing but the lot shows it until it is deposited for its proof."""

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "en attente"
        DEPOSE = "depose", "déposé"
        REFUSE = "refuse", "refusé"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="lot")
    chemin = models.CharField("nom, ou chemin dans le dossier", max_length=500)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    preuve = models.ForeignKey("preuves.Preuve", models.PROTECT, null=True, related_name="+")
    etat = models.CharField(max_length=20, choices=Etat, default=Etat.EN_ATTENTE)
    raison = models.TextField("pourquoi cette preuve, ou pourquoi aucune", blank=True)

    objects = FichierDuLotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "fichier du lot"
        constraints = [
            models.CheckConstraint(
                name="lot_fichier_garde_ou_refuse",
                condition=Q(document__isnull=False) | (Q(etat="refuse") & ~Q(raison="")),
                violation_error_message="Un fichier qui n’est pas gardé est refusé, et dit pourquoi.",
            ),
            models.CheckConstraint(
                name="lot_fichier_depose_a_sa_preuve",
                condition=~Q(etat="depose") | Q(preuve__isnull=False),
                violation_error_message="Un fichier déposé l’est pour une preuve.",
            ),
        ]

    def __str__(self) -> str:
        return self.chemin

    @property
    def nom(self) -> str:
        return self.chemin.rpartition("/")[2]

    @property
    def se_place(self) -> bool:
        """Whether the person may still say which proof it is for."""
        return self.document_id is not None and self.etat != self.Etat.DEPOSE
