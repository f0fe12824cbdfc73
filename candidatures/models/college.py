"""The collège technique de référencement: its sessions, and what may befall a référencement afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from candidatures.models.candidature import Candidature, Etape
from segur.noyau.comptes.models import ANS, Acteur, Role
from segur.noyau.temps import en_clair


class SeanceQuerySet(models.QuerySet["SeanceDuCollege"]):
    def visibles_par(self, acteur: Acteur) -> "SeanceQuerySet":
        return self if acteur.est_systeme or acteur.tient(*ANS, Role.ADMINISTRATEUR) else self.none()


class SeanceDuCollege(models.Model):
    """One session. Its agenda: the conventions that name it (E4-05)."""

    le = models.DateTimeField("date et heure")
    lieu = models.CharField("lieu ou adresse de la visioconférence", max_length=200, blank=True)
    convoquee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    convoquee_le = models.DateTimeField()

    objects = SeanceQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "séance du collège"
        constraints = [
            models.UniqueConstraint(
                fields=["le"],
                name="seance_unique",
                violation_error_message="Une séance est déjà convoquée à cette heure.",
            )
        ]

    def __str__(self) -> str:
        return f"Séance du {en_clair(self.le)}"

    def get_absolute_url(self) -> str:
        return reverse("candidatures:seance", args=[self.pk])

    @property
    def dossier(self) -> "SeanceDuCollege":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"seance:{self.pk}"


class Mesure(Etape):
    """A suspension, its end, or a withdrawal: proposed by one person, decided by another (E4-14)."""

    class Nature(models.TextChoices):
        SUSPENSION = "suspension", "Suspension du référencement"
        RETABLISSEMENT = "retablissement", "Fin de la suspension"
        RETRAIT = "retrait", "Retrait du référencement"

    class Statut(models.TextChoices):
        PROPOSEE = "proposee", "Proposée"
        PRONONCEE = "prononcee", "Prononcée"
        ECARTEE = "ecartee", "Écartée"

    vue = "candidatures:etape4"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="mesures")
    nature = models.CharField(max_length=20, choices=Nature)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.PROPOSEE)
    motif = models.TextField()
    reponse = models.TextField("motif de la décision", blank=True)
    proposee_le = models.DateTimeField()
    proposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decidee_le = models.DateTimeField(null=True)
    decidee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "mesure"
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"], condition=Q(statut="proposee"), name="mesure_proposee_une_a_la_fois"
            ),
            models.CheckConstraint(
                name="mesure_a_deux_personnes",
                condition=Q(decidee_par=None) | ~Q(decidee_par=F("proposee_par")),
                violation_error_message="Qui a proposé une mesure ne la décide pas.",
            ),
            models.CheckConstraint(
                name="mesure_decidee_par_une_personne",
                condition=Q(statut="proposee", decidee_le=None, decidee_par=None)
                | (~Q(statut="proposee") & Q(decidee_le__isnull=False, decidee_par__isnull=False)),
                violation_error_message="Une mesure décidée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="mesure_motivee", condition=~Q(motif=""), violation_error_message="Une mesure a un motif."
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_nature_display())
