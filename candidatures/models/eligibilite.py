"""Step 2, éligibilité: CNDA numbers, profiles, documentation (E2-10, E2-17, E2-18)."""

from django.db import models

from candidatures.models.candidature import Candidature, Etape
from candidatures.validateurs import valider_numero_cnda
from segur.noyau.dispositifs.models import Profil
from segur.noyau.documents.models import Document


class Eligibilite(Etape):
    class Statut(models.TextChoices):
        A_COMPLETER = "a_completer", "A compléter"
        SOUMISE = "soumise", "Soumise"
        A_MODIFIER = "a_modifier", "A modifier"
        ELIGIBLE = "eligible", "Déclarée éligible"

    MODIFIABLE = (Statut.A_COMPLETER, Statut.A_MODIFIER)
    vue = "candidatures:etape2"

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="eligibilite")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_COMPLETER)
    premiere_soumission_le = models.DateTimeField(null=True)
    soumise_le = models.DateTimeField(null=True)
    motif = models.TextField("modification demandée", blank=True)

    nie = models.CharField("NIE", max_length=9, blank=True, validators=[valider_numero_cnda])
    nil = models.CharField("NIL", max_length=9, blank=True, validators=[valider_numero_cnda])
    profils = models.ManyToManyField(Profil, blank=True, verbose_name="Profils du logiciel candidat")
    documentation = models.ManyToManyField(
        Document,
        blank=True,
        related_name="eligibilites",
        verbose_name="Documentation attestant que la solution répond aux fonctionnalités minimales du DSR",
    )

    class Meta:
        verbose_name = "éligibilité"
        constraints = [
            models.CheckConstraint(
                name="eligibilite_soumise_a_une_date",
                condition=models.Q(statut="a_completer") | models.Q(premiere_soumission_le__isnull=False),
                violation_error_message="Une étape soumise porte l’instant de sa première soumission.",
            ),
            models.CheckConstraint(
                name="eligibilite_dates_en_ordre",
                condition=models.Q(soumise_le=None) | models.Q(soumise_le__gte=models.F("premiere_soumission_le")),
                violation_error_message="La dernière soumission suit la première.",
            ),
        ]
