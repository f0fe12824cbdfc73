"""Undue sums (AF VII): one dossier per supplier and cause, line by line, from the observation to the last euro back."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from financement.models.commande import Commande
from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.models.paiement import Part, Virement
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.documents.models import Document

MONTANT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class InduQuerySet(models.QuerySet["Indu"]):
    def visibles_par(self, acteur: Acteur) -> "InduQuerySet":
        """Every one for the ASP; the supplier's own, from the moment it is put on notice."""
        if acteur.est_systeme or acteur.tient(*ASP):
            return self
        siens = self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))
        return siens.filter(mis_en_demeure_le__isnull=False) if acteur.est_editeur else self.none()

    def pour_liste(self) -> "InduQuerySet":
        """With its totals, in one query."""
        sommes = {
            f"total_{nom}": models.Sum(f"lignes__{nom}", default=Decimal(0))
            for nom in ("montant", "ordonne", "rembourse", "retenu", "compense")
        }
        return self.select_related(*Indu.lus_avec).annotate(**sommes).order_by("-constate_le", "-pk")

    def a_compenser(self) -> "InduQuerySet":
        return self.filter(statut=Indu.Statut.ORDONNE, par_compensation=True)


class Indu(DuFournisseur, models.Model):
    class Cause(models.TextChoices):
        DATE_5 = "date_5", "Prestation non réalisée à la Date 5"
        INCAPACITE = "incapacite", "Incapacité à réaliser la prestation"
        SURCOMPENSATION = "surcompensation", "Surcompensation"
        DECLARATION = "declaration", "Déclaration erronée"
        SECONDAIRE = "secondaire", "Prestation secondaire non due"
        RETRAIT = "retrait", "Retrait du référencement"
        CONTROLE = "controle", "Contrôle a posteriori non conforme"
        MANQUEMENT = "manquement", "Manquement à l’arrêté ou à la convention"

    class Statut(models.TextChoices):
        CONSTATE = "constate", "Constaté"
        MIS_EN_DEMEURE = "mis_en_demeure", "Mise en demeure"
        PROPOSE = "propose", "Décision en préparation"
        ORDONNE = "ordonne", "Reversement ordonné"
        SOLDE = "solde", "Soldé"
        CLASSE = "classe", "Classé sans suite"

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="indus")
    cause = models.CharField(max_length=20, choices=Cause)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.CONSTATE)
    constat = models.TextField("constat")
    constate_le = models.DateTimeField("constaté le")
    constate_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mis_en_demeure_le = models.DateTimeField("mise en demeure", null=True)
    repondre_jusqu_au = models.DateTimeField("réponse attendue jusqu’au", null=True)
    propose_le = models.DateTimeField("décision proposée le", null=True)
    propose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motivation = models.TextField("motifs de la décision", blank=True)
    decide_le = models.DateTimeField("décidé le", null=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reverser_jusqu_au = models.DateTimeField("à reverser jusqu’au", null=True)
    par_compensation = models.BooleanField("retenu sur les paiements à venir", default=False)
    solde_le = models.DateTimeField("soldé le", null=True)

    objects = InduQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation",)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "dossier d’indu"
        verbose_name_plural = "dossiers d’indu"
        constraints = [
            models.CheckConstraint(
                name="indu_dit_pourquoi",
                condition=~Q(constat=""),
                violation_error_message="Un constat dit ce qui est reproché.",
            ),
            models.CheckConstraint(
                name="indu_mis_en_demeure_avec_un_delai",
                condition=Q(mis_en_demeure_le=None, repondre_jusqu_au=None, statut__in=["constate", "classe"])
                | Q(mis_en_demeure_le__isnull=False, repondre_jusqu_au__gt=F("mis_en_demeure_le")),
                violation_error_message="Rien n’est décidé sans mise en demeure, ni sans délai pour répondre.",
            ),
            models.CheckConstraint(
                name="indu_propose_apres_le_delai",
                condition=Q(propose_le=None, propose_par=None)
                | Q(propose_par__isnull=False, propose_le__gt=F("repondre_jusqu_au")) & ~Q(motivation=""),
                violation_error_message="Une décision se propose après le délai de réponse, et dit ses motifs.",
            ),
            models.CheckConstraint(
                name="indu_decide_par_autrui",
                condition=Q(decide_par=None) | Q(propose_par=None) | ~Q(decide_par=F("propose_par")),
                violation_error_message="Qui propose la décision et qui la prend sont deux personnes.",
            ),
            models.CheckConstraint(
                name="indu_ordonne_par_deux_personnes",
                condition=~Q(statut__in=["ordonne", "solde"])
                | Q(propose_par__isnull=False, decide_par__isnull=False)
                & Q(decide_le__gte=F("propose_le"), reverser_jusqu_au__gt=F("decide_le")),
                violation_error_message="Un reversement est proposé par une personne, ordonné par une autre.",
            ),
            models.CheckConstraint(
                name="indu_solde_a_une_date",
                condition=Q(statut="solde", solde_le__isnull=False) | ~Q(statut="solde") & Q(solde_le=None),
                violation_error_message="Un dossier soldé, et lui seul, dit quand.",
            ),
            models.CheckConstraint(
                name="indu_compense_une_fois_ordonne",
                condition=Q(par_compensation=False) | Q(statut__in=["ordonne", "solde"]),
                violation_error_message="On ne retient sur un paiement qu’un reversement ordonné.",
            ),
        ]

    def __str__(self) -> str:
        return f"Indu n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("financement:indu", args=[self.pk])

    @property
    def dossier(self) -> "Indu":
        return self

    @property
    def pk_du_fournisseur(self) -> int:
        return self.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return f"indu:{self.pk}"


class LigneDIndu(models.Model):
    """One part of one order in a dossier. What is back, or kept from a payment under way, never passes what is ordered.

    `vive`: the dossier is not closed. A part is in one such dossier at most.
    """

    indu = models.ForeignKey(Indu, models.PROTECT, related_name="lignes")
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="indus")
    part = models.CharField(max_length=12, choices=Part)
    montant = models.DecimalField("montant réclamé", **MONTANT)
    propose = models.DecimalField("montant proposé", null=True, **MONTANT)
    ordonne = models.DecimalField("à reverser", default=0, **MONTANT)
    rembourse = models.DecimalField("remboursé", default=0, **MONTANT)
    retenu = models.DecimalField("retenu sur un paiement en cours", default=0, **MONTANT)
    compense = models.DecimalField("compensé", default=0, **MONTANT)
    vive = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indu", "commande", "part"],
                name="ligne_d_indu_unique",
                violation_error_message="Cette part est déjà dans le dossier.",
            ),
            models.UniqueConstraint(
                fields=["commande", "part"],
                condition=Q(vive=True),
                name="ligne_d_indu_une_vive",
                violation_error_message="Un dossier d’indu est déjà ouvert pour cette part.",
            ),
            models.CheckConstraint(
                name="ligne_d_indu_dans_le_reclame",
                condition=Q(montant__gt=0, ordonne__gte=0, ordonne__lte=F("montant"))
                & (Q(propose=None) | Q(propose__gte=0, propose__lte=F("montant"))),
                violation_error_message="On n’ordonne pas plus que ce qui a été réclamé.",
            ),
            models.CheckConstraint(
                name="ligne_d_indu_reprise_dans_l_ordonne",
                condition=Q(rembourse__gte=0, retenu__gte=0, compense__gte=0)
                & Q(ordonne__gte=F("rembourse") + F("retenu") + F("compense")),
                violation_error_message="On ne reprend pas plus que ce qui est ordonné.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commande} : {self.get_part_display()}"

    @property
    def repris(self) -> Decimal:
        return self.rembourse + self.compense

    @property
    def reste(self) -> Decimal:
        """Neither back, nor kept from a payment under way."""
        return self.ordonne - self.rembourse - self.retenu - self.compense


class ObservationDIndu(models.Model):
    """What the supplier answers, within the delay. Never changed, never erased."""

    indu = models.ForeignKey(Indu, models.PROTECT, related_name="observations")
    texte = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    deposee_le = models.DateTimeField()
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="observation_d_indu_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Une observation a un texte.",
            )
        ]

    def __str__(self) -> str:
        return f"Observations n° {self.pk}"


class LettreDIndu(models.Model):
    """A letter as it was sent, and the version of the template that wrote it."""

    class Nature(models.TextChoices):
        MISE_EN_DEMEURE = "mise_en_demeure", "Mise en demeure"
        DECISION = "decision", "Décision"
        ORDRE = "ordre", "Ordre de reversement"

    indu = models.ForeignKey(Indu, models.PROTECT, related_name="lettres")
    nature = models.CharField(max_length=20, choices=Nature)
    version = models.CharField(max_length=10)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    emise_le = models.DateTimeField("émise le")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indu", "nature"],
                name="lettre_d_indu_une_par_nature",
                violation_error_message="Cette lettre est déjà émise.",
            )
        ]

    def __str__(self) -> str:
        return self.get_nature_display()


class Remboursement(models.Model):
    """Money that came back by the bank. Its reference is recorded once."""

    indu = models.ForeignKey(Indu, models.PROTECT, related_name="remboursements")
    reference = models.CharField("référence bancaire", max_length=35, unique=True)
    montant = models.DecimalField(**MONTANT)
    valeur_le = models.DateField("date de valeur")
    enregistre_le = models.DateTimeField("enregistré le")
    enregistre_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="remboursement_positif",
                condition=Q(montant__gt=0) & ~Q(reference=""),
                violation_error_message="Un remboursement a une référence et un montant positif.",
            )
        ]

    def __str__(self) -> str:
        return f"Remboursement {self.reference}"


class Retenue(models.Model):
    """What one transfer keeps of one line. `vive`: kept, or set off (`imputee_le`) once the bank has paid the rest."""

    virement = models.ForeignKey(Virement, models.PROTECT, related_name="retenues")
    ligne = models.ForeignKey(LigneDIndu, models.PROTECT, related_name="retenues")
    montant = models.DecimalField(**MONTANT)
    vive = models.BooleanField(default=True)
    imputee_le = models.DateTimeField("compensée le", null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["virement", "ligne"],
                name="retenue_unique",
                violation_error_message="Ce virement retient déjà sur cette somme.",
            ),
            models.CheckConstraint(
                name="retenue_positive",
                condition=Q(montant__gt=0),
                violation_error_message="Une retenue est d’un montant positif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Retenue de {self.montant} € sur {self.virement}"
