"""A request for financing: what one deposit brought (AF 6.2), the dossier whose lock and journal serve its orders."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from candidatures.models import Candidature
from financement.models.fournisseur import DuFournisseur, Fournisseur
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.models import Document


class DemandeQuerySet(models.QuerySet["DemandeDeFinancement"]):
    def visibles_par(self, acteur: Acteur) -> "DemandeQuerySet":
        """The supplier sees its own; the ASP those that hold at least one order deposited with its pieces."""
        visibles = self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))
        return visibles.filter(premier_depot_le__isnull=False) if acteur.tient(*ASP) else visibles


class DemandeDeFinancement(DuFournisseur, models.Model):
    """A file with its archive, or a line filled by a form. Its nature says what its lines are: orders or claims."""

    class Nature(models.TextChoices):
        AVANCE = "avance", "Financement et avance"
        SOLDE = "solde", "Solde"
        SECONDAIRE = "secondaire", "Prestation secondaire"

    class Source(models.TextChoices):
        FICHIER = "fichier", "Fichier JSON"
        FORMULAIRE = "formulaire", "Formulaire"

    class Statut(models.TextChoices):
        EN_LECTURE = "en_lecture", "Lecture en cours"
        INCOMPLETE = "incomplete", "Incomplète"
        DEPOSEE = "deposee", "Déposée"
        REFUSEE = "refusee", "Fichier refusé"
        ABANDONNEE = "abandonnee", "Abandonnée"

    CLOSES = (Statut.REFUSEE, Statut.ABANDONNEE)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="demandes")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="demandes_de_financement")
    nature = models.CharField(max_length=20, choices=Nature, default=Nature.AVANCE)
    source = models.CharField(max_length=20, choices=Source)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_LECTURE)
    recue_le = models.DateTimeField("reçue le")
    recue_de = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    premier_depot_le = models.DateTimeField("premier dépôt complet", null=True)
    fichier = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    archive = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    empreinte = models.CharField("SHA-256 du fichier", max_length=64, blank=True)
    cle = models.CharField("clé d’idempotence", max_length=64, blank=True)
    lues = models.PositiveIntegerField("commandes lues", default=0)
    ecartees = models.PositiveIntegerField("commandes écartées", default=0)
    anomalies = models.JSONField(default=list)
    """What was wrong, row by row, within a limit; the counts are whole."""
    malgre_tout = models.BooleanField("dépose aussi ce que l’ASP rejetterait", default=False)
    issue = models.CharField("ce qui est arrivé au fichier", max_length=500, blank=True)
    motif = models.TextField("motif de l’abandon", blank=True)
    signe_de_vie_le = models.DateTimeField("dernier signe de vie du travailleur", null=True)

    objects = DemandeQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation", "dispositif", "candidature")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "demande de financement"
        verbose_name_plural = "demandes de financement"
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "dispositif", "nature", "empreinte"],
                condition=~models.Q(empreinte="") & ~models.Q(statut__in=["refusee", "abandonnee"]),
                name="demande_un_fichier_une_fois",
                violation_error_message="Ce fichier a déjà été déposé.",
            ),
            models.UniqueConstraint(
                fields=["fournisseur", "cle"],
                condition=~models.Q(cle=""),
                name="demande_une_cle_une_fois",
                violation_error_message="Cette demande a déjà été reçue.",
            ),
            models.CheckConstraint(
                name="demande_fichier_a_une_empreinte",
                condition=~models.Q(source="fichier") | ~models.Q(empreinte="") & models.Q(fichier__isnull=False),
                violation_error_message="Une demande par fichier garde son fichier et son empreinte.",
            ),
            models.CheckConstraint(
                name="demande_depot_apres_reception",
                condition=models.Q(premier_depot_le=None) | models.Q(premier_depot_le__gte=models.F("recue_le")),
                violation_error_message="Un dépôt complet suit la réception.",
            ),
            models.CheckConstraint(
                name="demande_abandonnee_dit_pourquoi",
                condition=~models.Q(statut="abandonnee") | ~models.Q(motif=""),
                violation_error_message="Une demande abandonnée dit pourquoi.",
            ),
            models.CheckConstraint(
                name="demande_refusee_dit_pourquoi",
                condition=~models.Q(statut="refusee") | ~models.Q(issue=""),
                violation_error_message="Un fichier refusé dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande n° {self.pk} de {self.fournisseur}"

    def get_absolute_url(self) -> str:
        return reverse("financement:demande", args=[self.pk])

    @property
    def dossier(self) -> "DemandeDeFinancement":
        return self

    @property
    def pk_du_fournisseur(self) -> int:
        return self.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return f"demande:{self.pk}"

    @property
    def lignes(self) -> Any:
        """What it brings: orders for an advance, claims for the other natures. A manager."""
        return self.commandes if self.nature == self.Nature.AVANCE else self.creances

    @property
    def en_traitement(self) -> bool:
        """Whether a worker has something to do: read the file, or match pieces with their orders."""
        return self.statut == self.Statut.EN_LECTURE or any(envoi.traite_le is None for envoi in self.envois.all())


class EnvoiDePiecesQuerySet(models.QuerySet["EnvoiDePieces"]):
    def visibles_par(self, acteur: Acteur) -> "EnvoiDePiecesQuerySet":
        """The archive holds pieces of orders that may never be deposited: the supplier's own affair."""
        if not acteur.est_editeur:
            return self.none()
        return self.filter(demande__in=DemandeDeFinancement.objects.visibles_par(acteur))


class EnvoiDePieces(models.Model):
    """One archive received for a request. What was in it is told once a worker has looked."""

    demande = models.ForeignKey(DemandeDeFinancement, models.PROTECT, related_name="envois")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    recu_le = models.DateTimeField("reçu le")
    recu_de = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    malgre_tout = models.BooleanField(default=False)
    traite_le = models.DateTimeField("traité le", null=True)
    jointes = models.PositiveIntegerField("pièces jointes à leur commande", default=0)
    deposees = models.PositiveIntegerField("commandes déposées", default=0)
    nombre_de_refus = models.PositiveIntegerField(default=0)
    refus = models.JSONField(default=list)
    """Entries left aside: name, cause and repair, within a limit; the count is whole."""
    issue = models.CharField("ce qui est arrivé", max_length=500, blank=True)

    objects = EnvoiDePiecesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "envoi de pièces"
        constraints = [
            models.CheckConstraint(
                name="envoi_de_pieces_traite_apres_reception",
                condition=models.Q(traite_le=None) | models.Q(traite_le__gte=models.F("recu_le")),
                violation_error_message="Un envoi est traité après avoir été reçu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}, demande n° {self.demande_id}"
