"""What reviewers keep for themselves: reasons used again, notes about a proof."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from preuves.models.preuve import Preuve


class MotifReutilisable(models.Model):
    """A reason that reviewers use again, for one requirement, scenario or proof of any REM, or for all of them."""

    identifiant = models.CharField("exigence, scénario ou preuve", max_length=80, blank=True)
    texte = models.TextField()
    cree_le = models.DateTimeField()
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retire_le = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identifiant", "texte"], condition=Q(retire_le=None), name="motif_reutilisable_unique"
            ),
            models.CheckConstraint(
                name="motif_reutilisable_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Un motif a un texte.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte


class NoteInterne(models.Model):
    """What reviewers say to one another about a proof. Never shown to the vendor."""

    preuve = models.ForeignKey(Preuve, models.PROTECT, related_name="notes_internes")
    texte = models.TextField()
    ecrite_le = models.DateTimeField()
    ecrite_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="note_interne_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Une note a un texte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preuve} : note de {self.ecrite_par}"


class Competence(models.Model):
    """A chapter that a reviewer knows, by its title, in any REM: chapters of nobody go first to whoever knows them."""

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="competences")
    chapitre = models.CharField("titre du chapitre", max_length=250)

    class Meta:
        ordering = ["chapitre", "pk"]
        constraints = [models.UniqueConstraint(fields=["personne", "chapitre"], name="competence_unique")]

    def __str__(self) -> str:
        return f"{self.personne} : {self.chapitre}"
