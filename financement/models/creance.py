"""What is claimed on an order once its advance is validated: the balance, later the secondary service (AF 6.4, 6.5).

One claim bears on one part of one order. It is deposited and decided like the order itself: `Instruite`.
"""

from typing import Any

from django.db import models
from django.urls import reverse

from financement.models.commande import Commande
from financement.models.demande import DemandeDeFinancement
from financement.models.fournisseur import DuFournisseur
from financement.models.instruction import (
    Instruite,
    PieceDUneLigne,
    PieceDUneLigneQuerySet,
    PointDUneLigne,
    PointDUneLigneQuerySet,
)
from financement.models.paiement import Part
from financement.regles.commande.donnees import empreinte
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif


class CreanceQuerySet(models.QuerySet["Creance"]):
    def visibles_par(self, acteur: Acteur) -> "CreanceQuerySet":
        """The supplier sees its own; the ASP those that were deposited with their pieces."""
        visibles = self.filter(demande__in=DemandeDeFinancement.objects.visibles_par(acteur))
        return visibles.filter(deposee_le__isnull=False) if acteur.tient(*ASP) else visibles

    def a_instruire(self) -> "CreanceQuerySet":
        return self.filter(statut__in=Creance.A_INSTRUIRE)

    def qui_comptent(self) -> "CreanceQuerySet":
        """Deposited and not set aside: one for each part of an order."""
        return self.filter(deposee_le__isnull=False).exclude(statut__in=Creance.CLOSES)


class Creance(DuFournisseur, Instruite):
    """`contenu` is what the supplier declares, in the words of the format of its part; lists read the order beside."""

    PARTS = (Part.SOLDE, Part.SECONDAIRE)

    demande = models.ForeignKey(DemandeDeFinancement, models.PROTECT, related_name="creances")
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="creances")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part)
    rang = models.PositiveIntegerField("rang dans le fichier")
    contenu = models.JSONField()
    fichiers = models.JSONField(default=dict)
    """By kind of piece, the name of the file announced."""
    modifiee_le = models.DateTimeField(null=True)
    redeposee_le = models.DateTimeField("déposée à nouveau le", null=True)
    montant = models.DecimalField("montant à verser", max_digits=14, decimal_places=2, null=True)

    objects = CreanceQuerySet.as_manager()
    lus_avec = ("demande__fournisseur__organisation", "demande__candidature", "dispositif", "commande")

    class Meta:
        ordering = ["demande", "rang"]
        verbose_name = "demande de paiement"
        verbose_name_plural = "demandes de paiement"
        indexes = [models.Index(fields=["statut", "deposee_le"], name="creance_en_file")]
        constraints = [
            *Instruite.Meta.constraints,
            models.UniqueConstraint(
                fields=["demande", "rang"],
                name="creance_un_rang_une_fois",
                violation_error_message="Cette ligne du fichier est déjà une demande de paiement.",
            ),
            models.UniqueConstraint(
                fields=["commande", "part"],
                condition=models.Q(deposee_le__isnull=False) & ~models.Q(statut__in=["rejetee", "retiree"]),
                name="creance_une_par_part",
                violation_error_message="Cette part de la commande est déjà demandée.",
            ),
            models.CheckConstraint(
                name="creance_d_une_part_due_apres_l_avance",
                condition=models.Q(part__in=["solde", "secondaire"]),
                violation_error_message="Une demande de paiement porte sur le solde ou la prestation secondaire.",
            ),
            models.CheckConstraint(
                name="creance_redeposee_apres_depot",
                condition=models.Q(redeposee_le=None) | models.Q(redeposee_le__gte=models.F("deposee_le")),
                violation_error_message="Un nouveau dépôt suit le premier.",
            ),
            models.CheckConstraint(
                name="creance_validee_a_son_montant",
                condition=models.Q(montant=None) & ~models.Q(statut="validee")
                | models.Q(montant__isnull=False, montant__gt=0),
                violation_error_message="Une demande validée porte le montant à verser.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} de {self.commande}"

    def get_absolute_url(self) -> str:
        return reverse("financement:creance", args=[self.pk])

    @property
    def dossier(self) -> DemandeDeFinancement:
        return self.demande

    @dossier.setter
    def dossier(self, verrouille: DemandeDeFinancement) -> None:
        self.demande = verrouille

    @property
    def reference(self) -> str:
        return self.commande.reference

    @property
    def nom(self) -> str:
        return self.commande.nom

    @property
    def cle(self) -> str:
        return self.commande.cle

    @property
    def compte(self) -> bool:
        """As `qui_comptent`, of one that was read."""
        return self.deposee_le is not None and self.statut not in self.CLOSES

    @property
    def attendues(self) -> frozenset[str]:
        """Kinds of pieces without which it is not deposited: those due (SOL-04), and what it announces."""
        return frozenset({*(nature.value for nature in PieceDeCreance.DUES[Part(self.part)]), *self.fichiers})

    @property
    def pk_du_fournisseur(self) -> int:
        return self.demande.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return self.demande.cle_dossier

    def calculer_l_empreinte(self, pieces: Any = None) -> str:
        """Of the content and of the pieces that stand. `pieces`: those already read, when they are."""
        tenues = list(self.pieces.actuelles()) if pieces is None else pieces
        jointes = sorted((piece.nature, piece.document.fichier.empreinte) for piece in tenues)
        return empreinte(self.contenu, [list(jointe) for jointe in jointes])


class PieceDeCreanceQuerySet(PieceDUneLigneQuerySet["PieceDeCreance"]):
    def visibles_par(self, acteur: Acteur) -> "PieceDeCreanceQuerySet":
        return self.filter(creance__in=Creance.objects.visibles_par(acteur))


class PieceDeCreance(PieceDUneLigne):
    """One document of a claim; the one it replaces is kept."""

    class Nature(models.TextChoices):
        VA = "va", "Vérification d’aptitude signée"
        FACTURE = "facture", "Copie de la facture"
        ATTESTATION = "attestation", "Attestation de fin de prestation"
        JOURNAL = "journal", "Journal de monitoring"
        AUTRE = "autre", "Autre pièce"

    DUES = {Part.SOLDE: (Nature.VA, Nature.FACTURE), Part.SECONDAIRE: (Nature.FACTURE,)}

    creance = models.ForeignKey(Creance, models.PROTECT, related_name="pieces")
    nature = models.CharField(max_length=20, choices=Nature)

    objects = PieceDeCreanceQuerySet.as_manager()

    class Meta(PieceDUneLigne.Meta):
        constraints = PieceDUneLigne.contraintes("creance")

    def __str__(self) -> str:
        return self.get_nature_display()


class PointDeCreanceQuerySet(PointDUneLigneQuerySet["PointDeCreance"]):
    def visibles_par(self, acteur: Acteur) -> "PointDeCreanceQuerySet":
        """The supplier reads what was sent to it."""
        visibles = self.filter(creance__in=Creance.objects.visibles_par(acteur))
        return visibles.exclude(envoye_le=None) if acteur.est_editeur else visibles


class PointDeCreance(PointDUneLigne):
    creance = models.ForeignKey(Creance, models.PROTECT, related_name="points")

    objects = PointDeCreanceQuerySet.as_manager()

    class Meta(PointDUneLigne.Meta):
        constraints = PointDUneLigne.contraintes("creance")
