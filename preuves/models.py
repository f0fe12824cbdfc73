"""Step 3: what is expected of a candidature, chapter by chapter, and what was deposited (E3-01…E3-29)."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from candidatures.models import Candidature, Etape
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document
from segur.noyau.referentiel.models import ChapitreRem, PreuveAttendue


class ChapitreQuerySet(models.QuerySet["Chapitre"]):
    def visibles_par(self, acteur: Acteur) -> "ChapitreQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def avec_compteurs(self) -> "ChapitreQuerySet":
        """Adds nb_preuves, nb_chargees, nb_conformes, nb_a_modifier, nb_soumises."""
        statut = Preuve.Statut
        return self.select_related("chapitre_rem").annotate(
            nb_preuves=Count("preuves"),
            nb_chargees=Count("preuves", filter=~Q(preuves__statut__in=[statut.A_CHARGER, statut.A_MODIFIER])),
            nb_conformes=Count("preuves", filter=Q(preuves__statut=statut.CONFORME)),
            nb_a_modifier=Count("preuves", filter=Q(preuves__statut=statut.A_MODIFIER)),
            nb_soumises=Count("preuves", filter=Q(preuves__statut=statut.SOUMISE)),
        )


class Chapitre(Etape):
    class Statut(models.TextChoices):
        A_COMPLETER = "a_completer", "A compléter"
        SOUMIS = "soumis", "Soumis"
        A_MODIFIER = "a_modifier", "A modifier"
        VALIDE = "valide", "Validé"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="chapitres")
    chapitre_rem = models.ForeignKey(ChapitreRem, models.PROTECT, related_name="+")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_COMPLETER)
    premiere_soumission_le = models.DateTimeField(null=True)
    soumis_le = models.DateTimeField(null=True)
    valide_le = models.DateTimeField(null=True)

    objects = ChapitreQuerySet.as_manager()  # type: ignore[assignment, misc]
    lus_avec = (*Etape.lus_avec, "chapitre_rem")

    class Meta:
        ordering = ["chapitre_rem__ordre", "pk"]
        verbose_name = "chapitre"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "chapitre_rem"], name="chapitre_unique"),
            models.CheckConstraint(
                name="chapitre_soumis_a_une_date",
                condition=Q(statut="a_completer") | Q(premiere_soumission_le__isnull=False),
                violation_error_message="Un chapitre soumis porte l’instant de sa première soumission.",
            ),
        ]

    def __str__(self) -> str:
        return self.chapitre_rem.titre

    def get_absolute_url(self) -> str:
        return reverse("preuves:chapitre", args=[self.candidature.numero, self.pk])


class PreuveQuerySet(models.QuerySet["Preuve"]):
    def visibles_par(self, acteur: Acteur) -> "PreuveQuerySet":
        return self.filter(chapitre__candidature__in=Candidature.objects.visibles_par(acteur))

    def pour_liste(self) -> "PreuveQuerySet":
        """Ready for the chapter page: requirement, scenario and current deposit, in a constant number of queries."""
        return self.select_related("attendue__scenario__exigence", "chapitre__candidature").prefetch_related(
            models.Prefetch(
                "depots",
                Depot.objects.filter(archive_le=None).select_related("document__fichier", "depose_par"),
                to_attr="depots_actuels",
            )
        )


class Preuve(models.Model):
    class Statut(models.TextChoices):
        A_CHARGER = "a_charger", "à charger"
        CHARGEE = "chargee", "chargée"
        SOUMISE = "soumise", "soumise"
        CONFORME = "conforme", "conforme"
        A_MODIFIER = "a_modifier", "à modifier"

    chapitre = models.ForeignKey(Chapitre, models.PROTECT, related_name="preuves")
    attendue = models.ForeignKey(PreuveAttendue, models.PROTECT, related_name="+")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_CHARGER)
    motif = models.TextField("modification demandée", blank=True)

    objects = PreuveQuerySet.as_manager()
    lus_avec = ("attendue", "chapitre__candidature")

    class Meta:
        ordering = ["attendue__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["chapitre", "attendue"], name="preuve_unique"),
            models.CheckConstraint(
                name="preuve_a_modifier_a_un_motif",
                condition=~Q(statut="a_modifier") | ~Q(motif=""),
                violation_error_message="Une preuve à modifier porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.attendue.identifiant

    def get_absolute_url(self) -> str:
        return f"{self.chapitre.get_absolute_url()}#preuve-{self.pk}"

    @property
    def dossier(self) -> Candidature:
        return self.chapitre.candidature

    @dossier.setter
    def dossier(self, dossier: Candidature) -> None:
        self.chapitre.candidature = dossier

    @property
    def cle_dossier(self) -> str:
        return self.dossier.cle_dossier


class Depot(models.Model):
    """One file or one link deposited for a proof. A new deposit archives the former one; nothing is overwritten."""

    preuve = models.ForeignKey(Preuve, models.PROTECT, related_name="depots")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="depots")
    lien = models.URLField("lien", max_length=500, blank=True)
    depose_le = models.DateTimeField()
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    archive_le = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="depot_fichier_ou_lien",
                condition=Q(document__isnull=False, lien="") | (Q(document=None) & ~Q(lien="")),
                violation_error_message="Un dépôt est un fichier ou un lien.",
            ),
            models.UniqueConstraint(
                fields=["preuve"],
                condition=Q(archive_le=None),
                name="depot_actuel_unique",
                violation_error_message="Une preuve a un seul dépôt en cours.",
            ),
        ]

    def __str__(self) -> str:
        return self.document.nom if self.document else self.lien
