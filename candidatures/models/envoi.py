"""The register of filings: when each was received, and the date, the text and the derogation that ruled it."""

from django.db import models
from django.db.models import F, Q

from candidatures.models.candidature import Candidature
from candidatures.models.delai import DerogationDeDelai
from segur.noyau.dispositifs.models import VersionEcheance
from segur.noyau.journal.models import EntreeJournal


class EnvoiRecu(models.Model):
    """One filing, written with its line in the journal. `numero` null: no Date rules it (filed again on request).

    `repris`: told by the journal of before the register, as far as it tells.
    """

    class Nature(models.TextChoices):
        OUVERTURE = "ouverture", "Ouverture de la candidature"
        ETAPE_1 = "etape1", "Candidature administrative"
        ETAPE_2 = "etape2", "Éligibilité"
        CHAPITRE = "chapitre", "Chapitre de preuves"
        PREUVE = "preuve", "Dépôt d’une preuve"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="envois")
    nature = models.CharField(max_length=10, choices=Nature)
    entree = models.OneToOneField(EntreeJournal, models.PROTECT, related_name="envoi")
    recu_le = models.DateTimeField("reçu le")
    numero = models.PositiveSmallIntegerField("numéro de la Date", null=True)
    version = models.ForeignKey(VersionEcheance, models.PROTECT, null=True, related_name="+")
    limite = models.DateTimeField("date limite appliquée", null=True)
    derogation = models.ForeignKey(DerogationDeDelai, models.PROTECT, null=True, related_name="envois")
    cle = models.CharField("clé d’idempotence", max_length=64, blank=True)
    repris = models.BooleanField("repris de l’historique", default=False)

    objects: models.Manager["EnvoiRecu"]

    class Meta:
        ordering = ["pk"]
        verbose_name = "envoi reçu"
        indexes = [models.Index(fields=["candidature", "nature", "recu_le"], name="envoi_par_nature")]
        constraints = [
            models.CheckConstraint(
                name="envoi_recu_a_temps",
                condition=Q(limite=None) | Q(recu_le__lte=F("limite")),
                violation_error_message="Un envoi est reçu au plus tard à sa date limite.",
            ),
            models.CheckConstraint(
                name="envoi_regle_par_une_version",
                condition=Q(numero=None, version=None, limite=None, derogation=None)
                | Q(numero__isnull=False, version__isnull=False),
                violation_error_message="Une date limite vient de la version d’un texte.",
            ),
            models.CheckConstraint(
                name="envoi_deroge_a_une_limite",
                condition=Q(derogation=None) | Q(limite__isnull=False),
                violation_error_message="Une dérogation fixe une limite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, entrée n° {self.entree_id}"
