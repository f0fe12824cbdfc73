"""The REM, one frozen version after the other: chapter, requirement, conformity scenario, expected proof."""

from collections.abc import Iterable

from django.db import models

from segur.noyau.comptes.models import Utilisateur
from segur.noyau.dispositifs.models import Dispositif, Profil


class VersionRemQuerySet(models.QuerySet["VersionRem"]):
    def en_vigueur(self, dispositif: Dispositif) -> "VersionRem | None":
        """The latest version of the dispositif, or None before the first import."""
        return self.filter(dispositif=dispositif).order_by("-numero").first()

    def pour_liste(self) -> "VersionRemQuerySet":
        return (
            self.select_related("dispositif", "importee_par")
            .annotate(nb_avertissements=models.Count("avertissements"))
            .order_by("dispositif__code", "-numero")
        )


class VersionRem(models.Model):
    """One imported workbook. Never edited: a new content makes a new version, and the old one stays whole."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="versions_rem")
    numero = models.PositiveIntegerField("numéro")
    empreinte = models.CharField(max_length=64, help_text="SHA-256 des lignes normalisées.")
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    importee_le = models.DateTimeField("importée le")
    importee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", null=True, blank=True)
    nb_preuves = models.PositiveIntegerField("nombre de preuves attendues")

    objects = VersionRemQuerySet.as_manager()

    class Meta:
        ordering = ["dispositif", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "numero"],
                name="version_rem_unique",
                violation_error_message="Cette version du REM existe déjà.",
            ),
            models.CheckConstraint(
                condition=models.Q(numero__gte=1) & models.Q(nb_preuves__gte=1),
                name="version_rem_numerotee_et_pleine",
                violation_error_message="Une version du REM a un numéro et au moins une preuve attendue.",
            ),
        ]

    def __str__(self) -> str:
        return f"REM {self.dispositif} — version {self.numero}"


class Avertissement(models.Model):
    """A defect of the workbook that did not prevent the import."""

    version = models.ForeignKey(VersionRem, models.PROTECT, related_name="avertissements")
    ligne = models.PositiveIntegerField()
    colonne = models.CharField(max_length=60)
    valeur = models.CharField(max_length=200, blank=True)
    explication = models.CharField(max_length=500)

    class Meta:
        ordering = ["version", "ligne", "pk"]

    def __str__(self) -> str:
        return f"Ligne {self.ligne}, {self.colonne} : {self.explication}"


class ChapitreRem(models.Model):
    version = models.ForeignKey(VersionRem, models.PROTECT, related_name="chapitres")
    titre = models.CharField(max_length=250)
    ordre = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "titre"],
                name="chapitre_rem_unique",
                violation_error_message="Ce chapitre existe déjà dans cette version du REM.",
            )
        ]

    def __str__(self) -> str:
        return self.titre


class Perimetre(models.TextChoices):
    VAGUE_1 = "vague1", "Vague 1"
    VAGUE_2 = "vague2", "Vague 2"


class Criticite(models.TextChoices):
    MINEURE = "mineure", "Mineure"
    MAJEURE = "majeure", "Majeure"
    CRITIQUE = "critique", "Critique"
    INDEFINIE = "indefinie", "Indéfinie"


class Exigence(models.Model):
    """A requirement. `enonce` and `commentaire` are sanitised HTML; `titre` is the workbook's « Fonction »."""

    chapitre = models.ForeignKey(ChapitreRem, models.PROTECT, related_name="exigences")
    identifiant = models.CharField(max_length=60)
    titre = models.CharField(max_length=300, blank=True)
    enonce = models.TextField("énoncé", blank=True)
    commentaire = models.TextField(blank=True)
    perimetre = models.CharField("périmètre", max_length=6, choices=Perimetre)
    profils = models.ManyToManyField(Profil, related_name="exigences")
    profil_historique = models.CharField("profil de la vague précédente", max_length=120, blank=True)
    criticite = models.CharField("criticité", max_length=9, choices=Criticite, default=Criticite.INDEFINIE)
    ordre = models.PositiveIntegerField()

    class Meta:
        ordering = ["chapitre", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapitre", "identifiant"],
                name="exigence_unique_par_chapitre",
                violation_error_message="Cette exigence existe déjà dans ce chapitre.",
            ),
            models.CheckConstraint(
                condition=models.Q(perimetre__in=Perimetre.values) & models.Q(criticite__in=Criticite.values),
                name="exigence_valeurs_connues",
                violation_error_message="Le périmètre ou la criticité n’est pas une valeur connue.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifiant} — {self.titre}" if self.titre else self.identifiant


class Scenario(models.Model):
    """A conformity scenario. `enonce` is sanitised HTML."""

    exigence = models.ForeignKey(Exigence, models.PROTECT, related_name="scenarios")
    identifiant = models.CharField(max_length=60)
    enonce = models.TextField("énoncé", blank=True)
    ordre = models.PositiveIntegerField()

    class Meta:
        verbose_name = "scénario"
        ordering = ["exigence", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exigence", "identifiant"],
                name="scenario_unique_par_exigence",
                violation_error_message="Ce scénario existe déjà pour cette exigence.",
            )
        ]

    def __str__(self) -> str:
        return self.identifiant


class PreuveAttendueQuerySet(models.QuerySet["PreuveAttendue"]):
    def de_la_version(self, version: VersionRem) -> "PreuveAttendueQuerySet":
        """All expected proofs of a version with their scenario, requirement and chapter, in the order of the REM."""
        return (
            self.filter(version=version)
            .select_related("scenario__exigence__chapitre")
            .order_by(
                "scenario__exigence__chapitre__ordre", "scenario__exigence__ordre", "scenario__ordre", "ordre", "pk"
            )
        )

    def pour_profils(self, profils: Iterable[Profil]) -> "PreuveAttendueQuerySet":
        """Those of at least one of the profiles, each once."""
        exigences = Exigence.objects.filter(profils__in=list(profils))
        return self.filter(scenario__exigence__in=exigences)

    def du_perimetre(self, perimetre: str) -> "PreuveAttendueQuerySet":
        return self.filter(scenario__exigence__perimetre=perimetre)


class PreuveAttendue(models.Model):
    """One proof to deposit. `libelle` is plain text. `version` repeats the chapter's, so that the identifier is
    unique in a version by constraint."""

    version = models.ForeignKey(VersionRem, models.PROTECT, related_name="preuves")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="preuves")
    identifiant = models.CharField(max_length=60)
    libelle = models.TextField("libellé")
    ordre = models.PositiveIntegerField()

    objects = PreuveAttendueQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve attendue"
        ordering = ["version", "ordre", "pk"]
        indexes = [models.Index(fields=["version", "ordre"], name="preuve_attendue_en_ordre")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "identifiant"],
                name="preuve_attendue_unique_par_version",
                violation_error_message="Cette preuve attendue existe déjà dans cette version du REM.",
            )
        ]

    def __str__(self) -> str:
        return self.identifiant
