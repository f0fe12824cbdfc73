"""Step 1, candidature administrative: four sections, nineteen mandatory questions (E1-09…E1-19)."""

from django.conf import settings
from django.db import models

from candidatures.models.candidature import Candidature, Etape
from candidatures.validateurs import valider_siret, valider_telephone


class Vague(models.IntegerChoices):
    VAGUE_1 = 1, "Vague 1"
    VAGUE_2 = 2, "Vague 2"


class CandidatureAdministrative(Etape):
    class Statut(models.TextChoices):
        A_COMPLETER = "a_completer", "A compléter"
        SOUMISE = "soumise", "Soumise"
        A_MODIFIER = "a_modifier", "A modifier"
        VALIDEE = "validee", "Validée"
        REFUSEE = "refusee", "Refusée"

    MODIFIABLE = (Statut.A_COMPLETER, Statut.A_MODIFIER)
    vue = "candidatures:etape"
    rang = 1

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="administrative")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_COMPLETER)
    premiere_soumission_le = models.DateTimeField(null=True)
    soumise_le = models.DateTimeField(null=True)
    motif = models.TextField("modification demandée", blank=True)
    a_rendre_le = models.DateField("à rendre le", null=True)
    version = models.PositiveIntegerField(default=0)
    modifiee_le = models.DateTimeField(null=True)
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    legal_nom = models.CharField("Nom", max_length=100, blank=True)
    legal_prenom = models.CharField("Prénom", max_length=100, blank=True)
    legal_email = models.EmailField("E-mail", blank=True)
    legal_telephone = models.CharField("N° de téléphone", max_length=20, blank=True, validators=[valider_telephone])
    legal_fonction = models.CharField("Fonction", max_length=100, blank=True, help_text="CEO, Président, DG, etc.")

    contact_nom = models.CharField("Nom", max_length=100, blank=True)
    contact_prenom = models.CharField("Prénom", max_length=100, blank=True)
    contact_email = models.EmailField("E-mail", blank=True)
    contact_telephone = models.CharField("Téléphone", max_length=20, blank=True, validators=[valider_telephone])

    denomination = models.CharField("Dénomination sociale", max_length=200, blank=True)
    siret = models.CharField("Numéro SIRET", max_length=14, blank=True, validators=[valider_siret])
    forme_juridique = models.CharField("Forme juridique", max_length=60, blank=True, help_text="SAS, Sarl etc.")
    adresse_siege = models.CharField("Adresse du siège social", max_length=300, blank=True)

    denomination_commerciale = models.CharField("Dénomination commerciale", max_length=120, blank=True)
    version_technique = models.CharField(
        "Numéro de version technique soumise au référencement", max_length=40, blank=True
    )
    est_reference_precedemment = models.BooleanField(
        "Votre logiciel candidat a-t-il été référencé précédemment en vague 1 ou vague 2 ?", null=True
    )
    est_en_cours_ailleurs = models.BooleanField(
        "Votre logiciel candidat est-il en cours de référencement sur un autre dispositif vague 2 ?", null=True
    )
    premier_depot_prevu_le = models.DateField("Date prévisionnelle de premier dépôt des preuves", null=True)
    publication_autorisee = models.BooleanField("J’autorise l’ANS à publier mes dates prévisionnelles", null=True)

    class Meta:
        verbose_name = "candidature administrative"
        constraints = [
            models.CheckConstraint(
                name="administrative_soumise_a_une_date",
                condition=models.Q(statut="a_completer") | models.Q(premiere_soumission_le__isnull=False),
                violation_error_message="Une étape soumise porte l’instant de sa première soumission.",
            ),
            models.CheckConstraint(
                name="administrative_dates_en_ordre",
                condition=models.Q(soumise_le=None) | models.Q(soumise_le__gte=models.F("premiere_soumission_le")),
                violation_error_message="La dernière soumission suit la première.",
            ),
        ]

    @property
    def est_reference_en_vague_1(self) -> bool:
        """E3-10: the wave-1 answer that decides which scenarios are expected."""
        return bool(self.est_reference_precedemment) and self.precedents.filter(vague=Vague.VAGUE_1).exists()
