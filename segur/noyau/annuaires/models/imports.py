"""Imports of the bases: who, when, from which file, how far, what was wrong; and the versions they published."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from segur.noyau.annuaires.formats import Format, formats
from segur.noyau.annuaires.parametres import IMPORT
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document

SILENCE = timedelta(minutes=IMPORT.silence_minutes)


class Base(models.TextChoices):
    ANNUAIRE = "annuaire", "Annuaire santé"
    REFERENCE = "reference", "Base de référence"
    ES = "es", "Base des ES éligibles – AC 2022"
    VAGUE_1 = "vague1", "Bénéficiaires de la vague 1"


def bases_gerees(acteur: Acteur) -> list[str]:
    """The bases whose imports the actor makes and sees."""
    if acteur.est_systeme:
        return list(formats())
    return [code for code, forme in formats().items() if acteur.tient(*forme.gerants)]


class VersionDeBaseQuerySet(models.QuerySet["VersionDeBase"]):
    def derniere(self, base: str) -> "VersionDeBase | None":
        return self.filter(base=base).order_by("-numero").first()

    def en_vigueur_au(self, jour: date) -> "VersionDeBaseQuerySet":
        """Of each base, the version in force that day: the last one extracted that day or before."""
        suivantes = VersionDeBase.objects.filter(
            base=models.OuterRef("base"), numero__gt=models.OuterRef("numero"), extrait_du__lte=jour
        )
        return self.filter(~models.Exists(suivantes), extrait_du__lte=jour)


class VersionDeBase(models.Model):
    """Published by one import. Rows name it by its number, so that a day is replayed exactly."""

    base = models.CharField(max_length=10, choices=Base)
    numero = models.PositiveIntegerField("numéro")
    extrait_du = models.DateField("extraction du")
    publiee_le = models.DateTimeField("publiée le")
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    empreinte = models.CharField("SHA-256 du fichier", max_length=64)
    nb_cles = models.PositiveIntegerField("clients")
    cles_ajoutees = models.PositiveIntegerField("clients ajoutés")
    cles_modifiees = models.PositiveIntegerField("clients modifiés")
    cles_retirees = models.PositiveIntegerField("clients retirés")
    lignes_ajoutees = models.PositiveIntegerField("lignes ajoutées")
    lignes_fermees = models.PositiveIntegerField("lignes fermées")

    objects = VersionDeBaseQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une base"
        ordering = ["base", "-numero"]
        indexes = [models.Index(fields=["base", "extrait_du", "numero"], name="version_de_base_en_vigueur")]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "numero"],
                name="version_de_base_unique",
                violation_error_message="Cette version de la base existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(numero__gte=1),
                name="version_de_base_numerotee",
                violation_error_message="La première version d’une base porte le numéro 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_base_display()}, version du {self.extrait_du:%d/%m/%Y} (n° {self.numero})"


class ImportDeBaseQuerySet(models.QuerySet["ImportDeBase"]):
    def visibles_par(self, acteur: Acteur) -> "ImportDeBaseQuerySet":
        """Whoever manages the base."""
        return self.filter(base__in=bases_gerees(acteur))

    def actifs(self) -> "ImportDeBaseQuerySet":
        return self.filter(statut__in=ImportDeBase.ACTIFS)

    def muets(self) -> "ImportDeBaseQuerySet":
        """Said to be running, by a worker that no longer speaks."""
        return self.filter(statut=ImportDeBase.Statut.EN_COURS, signe_de_vie_le__lt=timezone.now() - SILENCE)

    def pour_liste(self) -> "ImportDeBaseQuerySet":
        return self.select_related("demande_par", "confirme_par", "version", "rapport").order_by("-pk")


class ImportDeBase(models.Model):
    """One file on its way to a base. `chemin` is where the bytes wait; they are dropped once it is over."""

    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        A_CONFIRMER = "a_confirmer", "À confirmer par une seconde personne"
        IMPORTE = "importe", "Importé"
        SANS_CHANGEMENT = "sans_changement", "Sans changement"
        REFUSE = "refuse", "Refusé"
        ANNULE = "annule", "Annulé"
        INTERROMPU = "interrompu", "Interrompu"

    class Phase(models.TextChoices):
        LECTURE = "lecture", "Lecture du fichier"
        COMPARAISON = "comparaison", "Comparaison avec la version en vigueur"
        BASCULE = "bascule", "Bascule vers la nouvelle version"

    ACTIFS = (Statut.EN_ATTENTE, Statut.EN_COURS, Statut.A_CONFIRMER, Statut.INTERROMPU)

    base = models.CharField(max_length=10, choices=Base)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_ATTENTE)
    demande_le = models.DateTimeField("demandé le")
    demande_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirme_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    empreinte = models.CharField("SHA-256 du fichier", max_length=64)
    taille = models.PositiveBigIntegerField("taille en octets")
    chemin = models.CharField(max_length=255, blank=True)
    extrait_du = models.DateField("extraction du")
    termine_le = models.DateTimeField("terminé le", null=True)
    issue = models.CharField("ce qui est arrivé", max_length=500, blank=True)
    version = models.OneToOneField(VersionDeBase, models.PROTECT, null=True, related_name="importation")
    rapport = models.ForeignKey(Document, models.PROTECT, null=True, related_name="imports_de_bases")
    # How far the worker is: the page reads it, nothing rests on it.
    phase = models.CharField(max_length=12, choices=Phase, blank=True)
    pour_cent = models.PositiveSmallIntegerField(default=0)
    lignes_lues = models.PositiveIntegerField(default=0)
    lignes_ecartees = models.PositiveIntegerField("lignes lues et non gardées", default=0)
    essai = models.PositiveIntegerField(default=0)
    signe_de_vie_le = models.DateTimeField("dernier signe de vie", null=True)

    objects = ImportDeBaseQuerySet.as_manager()

    class Meta:
        verbose_name = "import d’une base"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["base"],
                condition=Q(statut__in=["en_attente", "en_cours", "a_confirmer", "interrompu"]),
                name="import_de_base_un_seul_actif",
                violation_error_message="Un import de cette base n’est pas terminé.",
            ),
            models.CheckConstraint(
                condition=Q(confirme_par=None) | Q(demande_par=None) | ~Q(confirme_par=models.F("demande_par")),
                name="import_de_base_deux_personnes",
                violation_error_message="Qui confirme un import n’est pas qui l’a demandé.",
            ),
            models.CheckConstraint(
                condition=Q(statut="importe", version__isnull=False) | ~Q(statut="importe") & Q(version=None),
                name="import_de_base_publie_une_version",
                violation_error_message="Un import terminé, et lui seul, a publié une version.",
            ),
            models.CheckConstraint(
                condition=Q(statut__in=["en_attente", "en_cours", "a_confirmer", "interrompu"], termine_le=None)
                | Q(
                    statut__in=["importe", "sans_changement", "refuse", "annule"],
                    termine_le__gte=models.F("demande_le"),
                ),
                name="import_de_base_dates_en_ordre",
                violation_error_message="Un import se termine après avoir été demandé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_base_display()}, extraction du {self.extrait_du:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("annuaires:import", args=[self.pk])

    @property
    def dossier(self) -> "ImportDeBase":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"base:{self.base}"

    @property
    def format(self) -> Format:
        return formats()[self.base]

    @property
    def en_chemin(self) -> bool:
        """Whether a worker has it, or will."""
        return self.statut in (self.Statut.EN_ATTENTE, self.Statut.EN_COURS)

    def avancer(self, *, phase: str, pour_cent: int, lignes: int) -> bool:
        """A sign of life. False when the import is no longer this worker's: cancelled, or given to another one."""
        mien = ImportDeBase.objects.filter(pk=self.pk, essai=self.essai, statut=self.Statut.EN_COURS)
        return bool(mien.update(phase=phase, pour_cent=pour_cent, lignes_lues=lignes, signe_de_vie_le=timezone.now()))


class DecompteDAnomalies(models.Model):
    """How many problems of one kind a file has; the first ones in detail."""

    importation = models.ForeignKey(ImportDeBase, models.PROTECT, related_name="decomptes")
    genre = models.CharField(max_length=20)
    libelle = models.CharField(max_length=60)
    nombre = models.PositiveIntegerField()

    class Meta:
        ordering = ["importation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["importation", "genre"],
                name="decompte_d_anomalies_unique",
                violation_error_message="Ce genre d’anomalie est déjà compté pour cet import.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.libelle} : {self.nombre}"


class AnomalieDImport(models.Model):
    decompte = models.ForeignKey(DecompteDAnomalies, models.PROTECT, related_name="anomalies")
    ligne = models.PositiveIntegerField()
    colonne = models.CharField(max_length=120, blank=True)
    valeur = models.CharField(max_length=200, blank=True)
    attendu = models.CharField(max_length=500)
    reparation = models.CharField("réparation", max_length=300)

    class Meta:
        verbose_name = "anomalie d’un import"
        ordering = ["decompte", "pk"]

    def __str__(self) -> str:
        return f"Ligne {self.ligne}, {self.colonne} : {self.attendu}"
