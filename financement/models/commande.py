"""An order of one client: its content as declared, its pieces, what the ASP says of each point (AF 4.3, 6.2)."""

from typing import Any

from django.db import models
from django.urls import reverse

from financement.models.demande import DemandeDeFinancement
from financement.models.fournisseur import DuFournisseur
from financement.models.instruction import (
    Instruite,
    PieceDUneLigne,
    PieceDUneLigneQuerySet,
    PointDUneLigne,
    PointDUneLigneQuerySet,
)
from financement.regles.commande.donnees import depuis_donnees, empreinte, en_donnees
from financement.regles.commande.faits import Bon
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif


class CommandeQuerySet(models.QuerySet["Commande"]):
    def visibles_par(self, acteur: Acteur) -> "CommandeQuerySet":
        """The supplier sees its own; the ASP those that were deposited with their pieces."""
        visibles = self.filter(demande__in=DemandeDeFinancement.objects.visibles_par(acteur))
        return visibles.filter(deposee_le__isnull=False) if acteur.tient(*ASP) else visibles

    def a_instruire(self) -> "CommandeQuerySet":
        return self.filter(statut__in=Commande.A_INSTRUIRE)

    def qui_comptent(self) -> "CommandeQuerySet":
        """Deposited and not set aside: one for each client and each SONS (ELI-09, ELI-12)."""
        return self.filter(deposee_le__isnull=False).exclude(statut__in=Commande.CLOSES)


class Commande(DuFournisseur, Instruite):
    """`contenu` is the only place where the order is written; the columns beside it repeat what lists search.

    `occupe`: it holds the client's place. One order at most does so for each client and each SONS, whoever the
    suppliers are (ELI-09); another one may be deposited and waits, blocked, until two persons arbitrate.
    """

    class Client(models.TextChoices):
        MEDECIN = "medecin", "Médecin libéral (RPPS)"
        STRUCTURE = "structure", "Structure (FINESS)"
        ETABLISSEMENT = "etablissement", "Établissement de santé (FINESS)"

    demande = models.ForeignKey(DemandeDeFinancement, models.PROTECT, related_name="commandes")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    rang = models.PositiveIntegerField("rang dans le fichier")
    reference = models.CharField("numéro du bon de commande", max_length=50)
    client = models.CharField("nature du client", max_length=20, choices=Client)
    cle = models.CharField("RPPS ou FINESS", max_length=11)
    nom = models.CharField("client", max_length=200)
    contenu = models.JSONField()
    occupe = models.BooleanField("tient la place du client", default=False)
    fichiers = models.JSONField(default=dict)
    """By kind of piece, the name of the file announced."""
    modifiee_le = models.DateTimeField(null=True)
    redeposee_le = models.DateTimeField("déposée à nouveau le", null=True)
    financement = models.DecimalField("prestation principale financée", max_digits=14, decimal_places=2, null=True)
    avance = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    solde = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    objects = CommandeQuerySet.as_manager()
    lus_avec = ("demande__fournisseur__organisation", "demande__candidature", "dispositif")

    class Meta:
        ordering = ["demande", "rang"]
        indexes = [
            models.Index(fields=["dispositif", "cle"], name="commande_par_client"),
            models.Index(fields=["statut", "deposee_le"], name="commande_en_file"),
        ]
        constraints = [
            *Instruite.Meta.constraints,
            models.UniqueConstraint(
                fields=["demande", "rang"],
                name="commande_un_rang_une_fois",
                violation_error_message="Cette ligne du fichier est déjà une commande.",
            ),
            models.UniqueConstraint(
                fields=["dispositif", "cle"],
                condition=models.Q(occupe=True),
                name="commande_une_par_client",
                violation_error_message="Une commande existe déjà pour ce client.",
            ),
            models.CheckConstraint(
                name="commande_validee_tient_la_place",
                condition=~models.Q(statut="validee") & ~models.Q(statut="controlee", proposition="valider")
                | models.Q(occupe=True),
                violation_error_message="Une commande n’est validée que si elle tient la place du client.",
            ),
            models.CheckConstraint(
                name="commande_close_libere_la_place",
                condition=~models.Q(statut__in=["incomplete", "rejetee", "retiree"]) | models.Q(occupe=False),
                violation_error_message="Une commande incomplète, rejetée ou retirée ne tient pas de place.",
            ),
            models.CheckConstraint(
                name="commande_redeposee_apres_depot",
                condition=models.Q(redeposee_le=None) | models.Q(redeposee_le__gte=models.F("deposee_le")),
                violation_error_message="Un nouveau dépôt suit le premier.",
            ),
            models.CheckConstraint(
                name="commande_validee_a_ses_montants",
                condition=models.Q(financement=None, avance=None, solde=None) & ~models.Q(statut="validee")
                | models.Q(financement__isnull=False, avance__isnull=False, solde__isnull=False)  # NULL would pass
                & models.Q(financement__gt=0, avance__gt=0, solde__gte=0)
                & models.Q(financement=models.F("avance") + models.F("solde")),
                violation_error_message="L’avance et le solde font ensemble le montant financé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Commande {self.reference} ({self.nom})"

    def get_absolute_url(self) -> str:
        return reverse("financement:commande", args=[self.pk])

    @property
    def dossier(self) -> DemandeDeFinancement:
        return self.demande

    @dossier.setter
    def dossier(self, verrouille: DemandeDeFinancement) -> None:
        self.demande = verrouille

    @property
    def pk_du_fournisseur(self) -> int:
        return self.demande.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return self.demande.cle_dossier

    @property
    def bon(self) -> Bon:
        return depuis_donnees(self.contenu)

    def ecrire(self, bon: Bon) -> None:
        """The one way to change the content; whoever calls computes the fingerprint once the pieces are there."""
        self.contenu = en_donnees(bon)
        self.reference, self.client, self.cle, self.nom = bon.reference, bon.client.value, bon.cle, bon.nom

    @property
    def attendues(self) -> frozenset[str]:
        """Kinds of pieces without which it is not deposited: the signed order (AV-03), and what it announces."""
        return frozenset({PieceDeCommande.Nature.BON.value, *self.fichiers})

    @property
    def bloquee(self) -> bool:
        """Deposited while another order has the client's place (ELI-09)."""
        return self.deposee_le is not None and not self.occupe and self.statut not in self.CLOSES

    def calculer_l_empreinte(self, pieces: Any = None) -> str:
        """Of the content and of the pieces that stand. `pieces`: those already read, when they are."""
        tenues = list(self.pieces.actuelles()) if pieces is None else pieces
        jointes = sorted((piece.nature, piece.document.fichier.empreinte) for piece in tenues)
        return empreinte(self.contenu, [list(jointe) for jointe in jointes])


class PieceDeCommandeQuerySet(PieceDUneLigneQuerySet["PieceDeCommande"]):
    def visibles_par(self, acteur: Acteur) -> "PieceDeCommandeQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))


class PieceDeCommande(PieceDUneLigne):
    """One document of an order; the one it replaces is kept."""

    class Nature(models.TextChoices):
        BON = "bon", "Bon de commande signé"
        AIDES = "aides", "Déclaration des aides de minimis"
        AUTRE = "autre", "Autre pièce"

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="pieces")
    nature = models.CharField(max_length=20, choices=Nature)

    objects = PieceDeCommandeQuerySet.as_manager()

    class Meta(PieceDUneLigne.Meta):
        constraints = PieceDUneLigne.contraintes("commande")

    def __str__(self) -> str:
        return self.get_nature_display()


class PointDeCommandeQuerySet(PointDUneLigneQuerySet["PointDeCommande"]):
    def visibles_par(self, acteur: Acteur) -> "PointDeCommandeQuerySet":
        """The supplier reads what was sent to it."""
        visibles = self.filter(commande__in=Commande.objects.visibles_par(acteur))
        return visibles.exclude(envoye_le=None) if acteur.est_editeur else visibles


class PointDeCommande(PointDUneLigne):
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="points")

    objects = PointDeCommandeQuerySet.as_manager()

    class Meta(PointDUneLigne.Meta):
        constraints = PointDUneLigne.contraintes("commande")
