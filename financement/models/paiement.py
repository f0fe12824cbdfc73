"""Batches of transfers: prepared by one person, approved by another, exported once, settled by the bank (0052)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.models.commande import Commande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.fournisseur import Fournisseur
from financement.regles.paiement import empreinte_du_lot
from segur.noyau.comptes.models import ASP, Acteur, Role
from segur.noyau.documents.models import Document

PAIENT = (Role.PAYEUR, Role.VALIDEUR)


class Part(models.TextChoices):
    AVANCE = "avance", "Avance"
    SOLDE = "solde", "Solde"
    SECONDAIRE = "secondaire", "Prestation secondaire"


class LotQuerySet(models.QuerySet["LotDePaiement"]):
    def visibles_par(self, acteur: Acteur) -> "LotQuerySet":
        return self if acteur.est_systeme or acteur.tient(*PAIENT) else self.none()


class LotDePaiement(models.Model):
    """Its amount, its number of transfers and its fingerprint are those of what it holds; guards compare them again."""

    class Statut(models.TextChoices):
        PREPARE = "prepare", "Préparé, à approuver"
        APPROUVE = "approuve", "Approuvé, à exporter"
        EXPORTE = "exporte", "Exporté, attend la banque"
        CLOS = "clos", "Clos"
        ANNULE = "annule", "Annulé"

    statut = models.CharField(max_length=12, choices=Statut, default=Statut.PREPARE)
    prepare_le = models.DateTimeField("préparé le")
    prepare_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    execution_le = models.DateField("date d’exécution")
    nombre = models.PositiveIntegerField("virements", default=0)
    montant = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    empreinte = models.CharField("SHA-256 du contenu", max_length=64)
    motif_signaux = models.TextField("motif de payer malgré un signal", blank=True)
    approuve_le = models.DateTimeField("approuvé le", null=True)
    approuve_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    empreinte_approuvee = models.CharField(max_length=64, blank=True)
    exporte_le = models.DateTimeField("exporté le", null=True)
    exporte_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    fichier = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    annule_le = models.DateTimeField("annulé le", null=True)
    annule_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.TextField(blank=True)

    objects = LotQuerySet.as_manager()
    # No `lus_avec`: a file joined while waiting for the lock would be that of before, none, and be made again.

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lot de paiement"
        verbose_name_plural = "lots de paiement"
        constraints = [
            models.CheckConstraint(
                name="lot_approuve_par_autrui",
                condition=models.Q(approuve_par=None) | ~models.Q(approuve_par=models.F("prepare_par")),
                violation_error_message="Qui prépare et qui approuve sont deux personnes.",
            ),
            models.CheckConstraint(
                name="lot_approuve_par_une_personne",
                condition=models.Q(statut__in=["prepare", "annule"])
                | models.Q(approuve_le__isnull=False, approuve_par__isnull=False)
                & models.Q(empreinte_approuvee=models.F("empreinte")),
                violation_error_message="Un lot approuvé dit par qui, quand et sur quel contenu.",
            ),
            models.CheckConstraint(
                name="lot_exporte_a_son_fichier",
                condition=models.Q(statut__in=["exporte", "clos"], fichier__isnull=False)
                & models.Q(exporte_le__isnull=False, exporte_par__isnull=False)
                | ~models.Q(statut__in=["exporte", "clos"]) & models.Q(fichier=None, exporte_le=None),
                violation_error_message="Un lot exporté, et lui seul, a son fichier.",
            ),
            models.CheckConstraint(
                name="lot_annule_par_une_personne",
                condition=models.Q(statut="annule", annule_le__isnull=False, annule_par__isnull=False)
                & ~models.Q(motif="")
                | ~models.Q(statut="annule") & models.Q(annule_le=None, annule_par=None),
                violation_error_message="Un lot annulé, et lui seul, dit par qui, quand et pourquoi.",
            ),
            models.CheckConstraint(
                name="lot_dates_en_ordre",
                condition=(models.Q(approuve_le=None) | models.Q(approuve_le__gte=models.F("prepare_le")))
                & (models.Q(exporte_le=None) | models.Q(exporte_le__gte=models.F("approuve_le"))),
                violation_error_message="Préparation, approbation et export se suivent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("financement:lot", args=[self.pk])

    @property
    def dossier(self) -> "LotDePaiement":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"lot:{self.pk}"

    @property
    def message(self) -> str:
        """The identifier of its one message to the bank (MsgId, 35 characters at most)."""
        return f"SEGUR-LOT-{self.pk:06d}"

    def vifs(self) -> "VirementQuerySet":
        """Its transfers, but those taken out."""
        return self.virements.exclude(statut=Virement.Statut.ECARTE).order_by("reference")

    def controleurs(self) -> set[int]:
        """Who checked its orders, and the claims that it pays."""
        lignes = LigneDePaiement.objects.filter(virement__lot=self, vive=True)
        des_commandes = lignes.values_list("commande__controlee_par", flat=True)
        demandees = lignes.filter(commande__creances__part=models.F("part"), commande__creances__statut="validee")
        des_creances = demandees.values_list("commande__creances__controlee_par", flat=True)
        return {pk for pk in (*des_commandes, *des_creances) if pk}

    def calculer_l_empreinte(self) -> str:
        """Of what it holds now."""
        lignes: dict[int, list[tuple[Any, ...]]] = {}
        vives = LigneDePaiement.objects.filter(virement__lot=self, vive=True).order_by("pk")
        for virement, *ligne in vives.values_list("virement", "commande", "part", "montant"):
            lignes.setdefault(virement, []).append(tuple(ligne))
        vifs = list(self.vifs())
        contenu: list[tuple[Any, ...]] = [
            (v.reference, v.fournisseur_id, v.coordonnees_id, v.montant, lignes.get(v.pk, [])) for v in vifs
        ]
        contenu += [(v.reference, "retenu", v.retenu) for v in vifs if v.retenu]
        return empreinte_du_lot(execution_le=self.execution_le, virements=contenu)


class VirementQuerySet(models.QuerySet["Virement"]):
    def visibles_par(self, acteur: Acteur) -> "VirementQuerySet":
        """A supplier sees its own once they are sent to the bank."""
        visibles = self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))
        return self if acteur.tient(*ASP) or acteur.est_systeme else visibles.filter(statut__in=Virement.ENVOYES)


class Virement(models.Model):
    """One supplier paid once by a batch, where `coordonnees` said when it was prepared: the row, never a copy."""

    class Statut(models.TextChoices):
        A_PAYER = "a_payer", "À payer"
        EXPORTE = "exporte", "Envoyé à la banque"
        PAYE = "paye", "Payé"
        REJETE = "rejete", "Rejeté par la banque"
        ECARTE = "ecarte", "Retiré du lot"

    ENVOYES = (Statut.EXPORTE, Statut.PAYE, Statut.REJETE)

    lot = models.ForeignKey(LotDePaiement, models.PROTECT, related_name="virements")
    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="virements")
    coordonnees = models.ForeignKey(CoordonneesBancaires, models.PROTECT, related_name="virements")
    reference = models.CharField("référence de bout en bout", max_length=35, unique=True)
    montant = models.DecimalField(max_digits=14, decimal_places=2)
    retenu = models.DecimalField("retenu sur un indu", max_digits=14, decimal_places=2, default=0)
    """Set off against what the supplier owes: the lines of the transfer make `montant + retenu`."""
    statut = models.CharField(max_length=12, choices=Statut, default=Statut.A_PAYER)
    signal = models.CharField(max_length=300, blank=True)
    regle_le = models.DateTimeField("dernière nouvelle de la banque", null=True)
    code = models.CharField("code ISO du rejet", max_length=4, blank=True)
    motif = models.TextField(blank=True)

    objects = VirementQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation", "coordonnees")

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "fournisseur"],
                name="virement_un_par_fournisseur",
                violation_error_message="Un lot paie un fournisseur par un seul virement.",
            ),
            models.CheckConstraint(
                name="virement_positif",
                condition=models.Q(montant__gt=0, retenu__gte=0),
                violation_error_message="Un virement est d’un montant positif.",
            ),
            models.CheckConstraint(
                name="virement_rejete_a_un_motif",
                condition=models.Q(statut__in=["rejete", "ecarte"]) & ~models.Q(motif="")
                | ~models.Q(statut__in=["rejete", "ecarte"]) & models.Q(motif="", code=""),
                violation_error_message="Un virement rejeté ou retiré, et lui seul, dit pourquoi.",
            ),
            models.CheckConstraint(
                name="virement_regle_a_une_date",
                condition=models.Q(statut__in=["paye", "rejete"], regle_le__isnull=False)
                | ~models.Q(statut__in=["paye", "rejete"]) & models.Q(regle_le=None),
                violation_error_message="Un virement payé ou rejeté dit quand la banque l’a dit.",
            ),
        ]

    def __str__(self) -> str:
        return f"Virement {self.reference}"

    def get_absolute_url(self) -> str:
        return self.lot.get_absolute_url()

    @property
    def dossier(self) -> LotDePaiement:
        return self.lot

    @dossier.setter
    def dossier(self, verrouille: LotDePaiement) -> None:
        self.lot = verrouille

    @property
    def cle_dossier(self) -> str:
        return f"lot:{self.lot_id}"


class LigneDePaiement(models.Model):
    """One part of one order in one transfer. `vive`: it has not been given up (rejected, taken out, cancelled)."""

    virement = models.ForeignKey(Virement, models.PROTECT, related_name="lignes")
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="lignes_de_paiement")
    part = models.CharField(max_length=12, choices=Part)
    montant = models.DecimalField(max_digits=14, decimal_places=2)
    vive = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commande", "part"],
                condition=models.Q(vive=True),
                name="ligne_de_paiement_une_vive",
                violation_error_message="Cette part de la commande est déjà dans un lot.",
            ),
            models.CheckConstraint(
                name="ligne_de_paiement_positive",
                condition=models.Q(montant__gt=0),
                violation_error_message="Une ligne de paiement est d’un montant positif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} : {self.montant} €"
