"""Reminders already settled. Nothing is stored in advance: what is to come is computed from the Dates in force."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from candidatures.models.candidature import Candidature
from segur.noyau.comptes.models import Acteur


class RelanceQuerySet(models.QuerySet["Relance"]):
    def visibles_par(self, acteur: Acteur) -> "RelanceQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def a_traiter(self, le: datetime) -> "RelanceQuerySet":
        """Due, and left there by a worker that was interrupted, or not reached yet."""
        return self.filter(issue="", prevue_le__lte=le)

    def pour_liste(self) -> "RelanceQuerySet":
        rappels = Rappel.objects.select_related("destinataire").order_by("pk")
        candidatures = self.select_related("candidature__produit__editeur", "candidature__dispositif")
        return candidatures.prefetch_related(models.Prefetch("rappels", rappels))


class Relance(models.Model):
    """One palier of one deadline of one candidature, once its hour has come. `issue`: what was made of it.

    The deadline is named by its instant: a text that repeats it changes nothing, one that moves it starts again.
    """

    class Issue(models.TextChoices):
        ENVOYEE = "envoyee", "Envoyé"
        RIEN_A_FAIRE = "rien_a_faire", "Pas envoyé : l’éditeur n’a rien à faire"
        DEPASSEE = "depassee", "Pas envoyé : un palier plus proche, ou l’échéance, était venu"
        CLOSE = "close", "Pas envoyé : la candidature n’est plus en cours"
        SANS_DESTINATAIRE = "sans_destinataire", "Pas envoyé : personne à prévenir"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="relances")
    obligation = models.CharField(max_length=30)
    libelle = models.CharField("échéance, en clair", max_length=200)
    echeance = models.DateTimeField()
    palier = models.CharField(max_length=10)
    prevue_le = models.DateTimeField("prévue le")
    reference = models.TextField("texte de l’échéance", blank=True)
    issue = models.CharField(max_length=20, choices=Issue, blank=True)
    traitee_le = models.DateTimeField("traitée le", null=True)
    manque = models.TextField("ce qui manquait", blank=True)

    objects = RelanceQuerySet.as_manager()

    class Meta:
        ordering = ["prevue_le", "pk"]
        indexes = [models.Index(fields=["prevue_le"], condition=Q(issue=""), name="relance_a_traiter")]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "obligation", "echeance", "palier"],
                name="relance_unique",
                violation_error_message="Ce palier de cette échéance est déjà traité pour cette candidature.",
            ),
            models.CheckConstraint(
                condition=Q(prevue_le__lt=F("echeance")),
                name="relance_avant_l_echeance",
                violation_error_message="Un rappel précède son échéance.",
            ),
            models.CheckConstraint(
                condition=Q(issue="", traitee_le=None) | (~Q(issue="") & Q(traitee_le__isnull=False)),
                name="relance_traitee_a_une_date",
                violation_error_message="Un rappel traité porte l’instant où il le fut.",
            ),
            models.CheckConstraint(
                condition=~Q(issue="envoyee") | ~Q(manque=""),
                name="relance_envoyee_dit_ce_qui_manque",
                violation_error_message="Un rappel envoyé dit ce qui manque.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidature}, {self.obligation}, {self.palier}"


class RappelQuerySet(models.QuerySet["Rappel"]):
    def a_annoncer(self) -> "RappelQuerySet":
        """To people of the ANS, whose reminders of one run leave in one message."""
        return self.filter(annonce_le=None)

    def pour_lettre(self) -> "RappelQuerySet":
        """The nearest deadline first."""
        du_dossier = ("relance__candidature__produit__editeur", "relance__candidature__dispositif")
        return self.select_related("destinataire", *du_dossier).order_by("relance__echeance", "pk")


class Rappel(models.Model):
    """What one person is told of a relance, once. `pour_l_ans`: as the one who follows the dossier there."""

    relance = models.ForeignKey(Relance, models.PROTECT, related_name="rappels")
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pour_l_ans = models.BooleanField(default=False)
    annonce_le = models.DateTimeField("annoncé le", null=True)

    objects = RappelQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["destinataire"], condition=Q(annonce_le=None), name="rappel_a_annoncer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["relance", "destinataire"],
                name="rappel_unique",
                violation_error_message="Cette personne a déjà ce rappel.",
            ),
            models.CheckConstraint(
                condition=Q(pour_l_ans=True) | Q(annonce_le__isnull=False),
                name="rappel_de_l_editeur_part_aussitot",
                violation_error_message="Le rappel d’un éditeur part avec sa relance.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relance} : {self.destinataire}"
