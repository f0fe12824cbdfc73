"""The monthly journal of the secondary service: files received, months, journals sent, contracts ended (4.5)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from financement.models.commande import Commande
from financement.models.demande import DemandeDeFinancement
from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.plafonds import JOURNAL
from segur.noyau.comptes.models import ANS, ASP, Acteur, Role
from segur.noyau.documents.models import Document

LISENT_LES_JOURNAUX = (*ANS, *ASP, Role.ADMINISTRATEUR)
SILENCE = timedelta(minutes=JOURNAL.silence_minutes)


class ImportDeJournalQuerySet(models.QuerySet["ImportDeJournal"]):
    def visibles_par(self, acteur: Acteur) -> "ImportDeJournalQuerySet":
        """What the supplier sends is its own affair until a journal is sent for a client."""
        if acteur.est_systeme:
            return self
        return (
            self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur)) if acteur.est_editeur else self.none()
        )

    def muets(self) -> "ImportDeJournalQuerySet":
        return self.filter(statut=ImportDeJournal.Statut.EN_COURS, signe_de_vie_le__lt=timezone.now() - SILENCE)


class ImportDeJournal(DuFournisseur, models.Model):
    """One file of months, or one month typed. Good rows are kept, bad ones named; read twice, it changes nothing."""

    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        TERMINE = "termine", "Terminé"
        ECHOUE = "echoue", "Échoué"

    class Source(models.TextChoices):
        FICHIER = "fichier", "Fichier"
        FORMULAIRE = "formulaire", "Formulaire"

    EN_CHEMIN = (Statut.EN_ATTENTE, Statut.EN_COURS)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="journaux_importes")
    source = models.CharField(max_length=12, choices=Source)
    statut = models.CharField(max_length=12, choices=Statut, default=Statut.EN_ATTENTE)
    recu_le = models.DateTimeField("reçu le")
    recu_de = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    empreinte = models.CharField("SHA-256 du fichier", max_length=64, blank=True)
    lues = models.PositiveIntegerField("lignes lues", default=0)
    gardees = models.PositiveIntegerField("mois enregistrés", default=0)
    corrigees = models.PositiveIntegerField("dont mois corrigés", default=0)
    inchangees = models.PositiveIntegerField("mois déjà connus", default=0)
    ecartees = models.PositiveIntegerField("lignes écartées", default=0)
    anomalies = models.JSONField(default=list)
    """What was wrong, row by row, within a limit; the counts are whole."""
    issue = models.CharField("ce qui est arrivé au fichier", max_length=500, blank=True)
    termine_le = models.DateTimeField("terminé le", null=True)
    # How far the worker is: the page reads it, nothing rests on it.
    essai = models.PositiveIntegerField(default=0)
    pour_cent = models.PositiveSmallIntegerField(default=0)
    signe_de_vie_le = models.DateTimeField(null=True)

    objects = ImportDeJournalQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation",)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import d’un journal de monitoring"
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "empreinte"],
                condition=~Q(empreinte="")
                & (Q(statut__in=["en_attente", "en_cours"]) | Q(statut="termine", ecartees=0)),
                name="journal_un_fichier_une_fois",
                violation_error_message="Ce fichier est déjà importé.",
            ),
            models.CheckConstraint(
                name="journal_fichier_selon_la_source",
                condition=Q(source="fichier", document__isnull=False) & ~Q(empreinte="")
                | Q(source="formulaire", document=None, empreinte=""),
                violation_error_message="Un import par fichier garde son fichier, et lui seul.",
            ),
            models.CheckConstraint(
                name="journal_clos_a_une_date",
                condition=Q(statut__in=["en_attente", "en_cours"], termine_le=None)
                | Q(statut__in=["termine", "echoue"], termine_le__isnull=False, termine_le__gte=F("recu_le")),
                violation_error_message="Un import se termine après avoir été reçu.",
            ),
            models.CheckConstraint(
                name="journal_echoue_dit_pourquoi",
                condition=~Q(statut="echoue") | ~Q(issue=""),
                violation_error_message="Un import échoué dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Import n° {self.pk} ({self.document.nom if self.document else 'mois saisi'})"

    def get_absolute_url(self) -> str:
        return reverse("financement:import_de_journal", args=[self.pk])

    @property
    def dossier(self) -> "ImportDeJournal":
        return self

    @property
    def pk_du_fournisseur(self) -> int:
        return self.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return f"journal:{self.pk}"

    @property
    def en_chemin(self) -> bool:
        return self.statut in self.EN_CHEMIN

    def avancer(self, *, pour_cent: int, lues: int) -> bool:
        """A sign of life. False when the import is no longer this worker's."""
        mien = ImportDeJournal.objects.filter(pk=self.pk, essai=self.essai, statut=self.Statut.EN_COURS)
        return bool(mien.update(pour_cent=pour_cent, lues=lues, signe_de_vie_le=timezone.now()))


class MoisQuerySet(models.QuerySet["MoisDeMonitoring"]):
    def visibles_par(self, acteur: Acteur) -> "MoisQuerySet":
        """The supplier's own; of a client whose journal was sent, the ANS and the ASP."""
        if acteur.est_editeur or acteur.est_systeme:
            return self.filter(commande__in=Commande.objects.visibles_par(acteur))
        return self.filter(commande__in=JournalTransmis.objects.visibles_par(acteur).values("commande"))

    def actuels(self) -> "MoisQuerySet":
        return self.filter(remplacee_le=None)


class MoisDeMonitoring(models.Model):
    """One month of one client (SEC-03). A correction is a new row; the former value is kept with when it ended."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="mois_de_monitoring", db_index=False)
    mois = models.DateField("mois, par son premier jour")
    dt = models.PositiveBigIntegerField("Dt")
    dm = models.PositiveBigIntegerField("Dm")
    t = models.PositiveBigIntegerField("T")
    tq = models.PositiveBigIntegerField("Tq")
    ts = models.PositiveBigIntegerField("Ts")
    recu_le = models.DateTimeField("reçu le")
    importation = models.ForeignKey(ImportDeJournal, models.PROTECT, related_name="mois")
    remplacee_le = models.DateTimeField(null=True)

    objects = MoisQuerySet.as_manager()

    class Meta:
        ordering = ["commande", "mois", "pk"]
        verbose_name = "mois de monitoring"
        verbose_name_plural = "mois de monitoring"
        constraints = [
            models.UniqueConstraint(
                fields=["commande", "mois"],
                condition=Q(remplacee_le=None),
                name="mois_de_monitoring_actuel_unique",
                violation_error_message="Ce mois est déjà enregistré.",
            ),
            models.CheckConstraint(
                name="mois_de_monitoring_coherent",
                condition=Q(dm__lte=F("dt"), tq__lte=F("t"), ts__lte=F("tq")),
                violation_error_message="Dm ne dépasse pas Dt, Tq ne dépasse pas T, Ts ne dépasse pas Tq.",
            ),
            models.CheckConstraint(
                name="mois_de_monitoring_premier_jour",
                condition=Q(mois__day=1),
                violation_error_message="Un mois se dit par son premier jour.",
            ),
            models.CheckConstraint(
                name="mois_de_monitoring_remplace_apres",
                condition=Q(remplacee_le=None) | Q(remplacee_le__gte=F("recu_le")),
                violation_error_message="Un mois est remplacé après avoir été reçu.",
            ),
        ]
        indexes = [models.Index(fields=["commande", "mois"], name="mois_et_ses_versions")]

    def __str__(self) -> str:
        return f"{self.mois:%m/%Y} de {self.commande_id}"

    @property
    def part(self) -> str:
        """« 61,0 % » of the documents arrived; cut, never rounded up."""
        dixiemes = self.dm * 1000 // self.dt if self.dt else 0
        return f"{dixiemes // 10},{dixiemes % 10} %" if self.dt else ""


class JournalTransmisQuerySet(models.QuerySet["JournalTransmis"]):
    def visibles_par(self, acteur: Acteur) -> "JournalTransmisQuerySet":
        """Sent to the ASP and to the ANS (SEC-05)."""
        if acteur.est_systeme or acteur.tient(*LISENT_LES_JOURNAUX):
            return self
        return self.filter(commande__demande__fournisseur__in=Fournisseur.objects.visibles_par(acteur))

    def qui_comptent(self) -> "JournalTransmisQuerySet":
        return self.exclude(statut=JournalTransmis.Statut.NON_CONFORME)


class JournalTransmis(DuFournisseur, models.Model):
    """The journal of one client, sent once a level is reached. What it says is frozen at the instant of sending."""

    class Statut(models.TextChoices):
        TRANSMIS = "transmis", "Transmis"
        EN_VERIFICATION = "en_verification", "En vérification par l’ANS"
        A_CONFIRMER = "a_confirmer", "Non-conformité à confirmer"
        VALIDE = "valide", "Validé après vérification"
        NON_CONFORME = "non_conforme", "Non conforme"

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="journaux")
    statut = models.CharField(max_length=16, choices=Statut, default=Statut.TRANSMIS)
    transmis_le = models.DateTimeField("transmis le")
    transmis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    periode_du = models.DateField()
    periode_au = models.DateField()
    dt = models.PositiveBigIntegerField("Dt")
    dm = models.PositiveBigIntegerField("Dm")
    perf = models.DecimalField("PERF", max_digits=3, decimal_places=2)
    client_informe_le = models.DateField("niveau adressé au client le", null=True)
    annoncee_le = models.DateTimeField("vérification annoncée le", null=True)
    annoncee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    demande_de_pieces = models.TextField("éléments demandés", blank=True)
    motif = models.TextField("motif", blank=True)
    proposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    conclue_le = models.DateTimeField("conclue le", null=True)
    conclue_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = JournalTransmisQuerySet.as_manager()
    lus_avec = ("commande__demande__fournisseur__organisation", "commande__dispositif")

    class Meta:
        ordering = ["-transmis_le", "-pk"]
        verbose_name = "journal de monitoring transmis"
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=~Q(statut="non_conforme"),
                name="journal_transmis_une_fois",
                violation_error_message="Le journal de ce client est déjà transmis.",
            ),
            models.CheckConstraint(
                name="journal_transmis_coherent",
                condition=Q(dm__lte=F("dt"), periode_du__lt=F("periode_au"), perf__gte=0, perf__lte=1),
                violation_error_message="Le journal transmis porte une période, ses totaux et son niveau.",
            ),
            models.CheckConstraint(
                name="journal_verifie_apres_annonce",
                condition=Q(statut="transmis", annoncee_le=None, annoncee_par=None)
                | ~Q(statut="transmis")
                & Q(annoncee_le__isnull=False, annoncee_par__isnull=False)
                & Q(annoncee_le__gte=F("transmis_le")),
                violation_error_message="Une vérification est annoncée, par une personne, après la transmission.",
            ),
            models.CheckConstraint(
                name="journal_non_conforme_dit_pourquoi",
                condition=~Q(statut__in=["a_confirmer", "non_conforme"]) | ~Q(motif="") & Q(proposee_par__isnull=False),
                violation_error_message="Une non-conformité dit pourquoi, et qui la propose.",
            ),
            models.CheckConstraint(
                name="journal_conclu_par_une_personne",
                condition=Q(statut__in=["valide", "non_conforme"], conclue_le__isnull=False, conclue_par__isnull=False)
                | ~Q(statut__in=["valide", "non_conforme"]) & Q(conclue_le=None, conclue_par=None),
                violation_error_message="Une vérification conclue dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="journal_non_conforme_par_deux_personnes",
                condition=~Q(statut="non_conforme") | ~Q(conclue_par=F("proposee_par")),
                violation_error_message="Qui propose et qui confirme une non-conformité sont deux personnes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Journal de {self.commande}"

    def get_absolute_url(self) -> str:
        return reverse("financement:journal_transmis", args=[self.pk])

    @property
    def vu_du_fournisseur(self) -> "JournalTransmis":
        """With the status that its supplier reads: a non-conformity that is only proposed is the ANS's own affair."""
        proposee = self.statut == self.Statut.A_CONFIRMER
        return JournalTransmis(statut=self.Statut.EN_VERIFICATION) if proposee else self

    @property
    def dossier(self) -> DemandeDeFinancement:
        return self.commande.demande

    @dossier.setter
    def dossier(self, verrouille: DemandeDeFinancement) -> None:
        self.commande.demande = verrouille

    @property
    def pk_du_fournisseur(self) -> int:
        return self.commande.demande.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return self.commande.demande.cle_dossier


class ResiliationQuerySet(models.QuerySet["Resiliation"]):
    def visibles_par(self, acteur: Acteur) -> "ResiliationQuerySet":
        return self.filter(commande__in=Commande.objects.visibles_par(acteur))

    def actuelles(self) -> "ResiliationQuerySet":
        return self.filter(retiree_le=None)


class Resiliation(models.Model):
    """The client ended its contract before the level was found: nothing is paid of the secondary service (SEC-14)."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="resiliations")
    resiliee_le = models.DateField("contrat résilié le")
    declaree_le = models.DateTimeField("déclarée le")
    declaree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hors_delai = models.BooleanField("dite après le délai", default=False)
    retiree_le = models.DateTimeField(null=True)

    objects = ResiliationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "résiliation par le client"
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=Q(retiree_le=None),
                name="resiliation_actuelle_unique",
                violation_error_message="La résiliation est déjà déclarée pour ce client.",
            ),
        ]

    def __str__(self) -> str:
        return f"Résiliation du {self.resiliee_le:%d/%m/%Y}"
