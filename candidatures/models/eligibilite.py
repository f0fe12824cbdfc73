"""Step 2, éligibilité: CNDA numbers, profiles, documentation (E2-10, E2-17, E2-18)."""

from django.conf import settings
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
        REFUSEE = "refusee", "Refusée"

    MODIFIABLE = (Statut.A_COMPLETER, Statut.A_MODIFIER)
    vue = "candidatures:etape"
    rang = 2

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="eligibilite")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_COMPLETER)
    premiere_soumission_le = models.DateTimeField(null=True)
    soumise_le = models.DateTimeField(null=True)
    motif = models.TextField("modification demandée", blank=True)
    a_rendre_le = models.DateField("à rendre le", null=True)
    version = models.PositiveIntegerField(default=0)
    modifiee_le = models.DateTimeField(null=True)
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    nru_edc_lps = models.CharField("NRU du guichet EDC PSC (LPS)", max_length=20, blank=True)
    nru_edc_proxy = models.CharField(
        "NRU du guichet EDC PSC (Proxy e-santé)",
        max_length=20,
        blank=True,
        help_text="Il peut être le même que celui de votre LPS.",
    )
    nie = models.CharField("NIE", max_length=9, blank=True, validators=[valider_numero_cnda])
    nil = models.CharField("NIL", max_length=9, blank=True, validators=[valider_numero_cnda])
    profils = models.ManyToManyField(Profil, blank=True, verbose_name="Profils du logiciel candidat")
    a_d_autres_noms = models.BooleanField("Votre logiciel candidat a-t-il d’autres noms commerciaux ?", null=True)
    represente_un_groupement = models.BooleanField("Êtes-vous le représentant d’un groupement d’éditeurs ?", null=True)
    a_des_distributeurs = models.BooleanField(
        "Votre logiciel est-il commercialisé via des distributeurs mandatés ?", null=True
    )
    a_des_composants = models.BooleanField("Votre logiciel dispose-t-il de composants additionnels ?", null=True)
    souhaite_l_equivalence = models.BooleanField(
        "Souhaitez-vous l’équivalence des preuves du référencement vague 2 déjà obtenu ?", null=True
    )
    a_de_nouveaux_composants = models.BooleanField(
        "Y a-t-il de nouveaux composants additionnels depuis ce référencement ?", null=True
    )
    a_un_nouveau_proxy = models.BooleanField(
        "Y a-t-il un nouveau composant Proxy e-santé depuis ce référencement ?", null=True
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

    def a_une_piece(self, zone: str) -> bool:
        return self.pieces.filter(zone=zone, retiree_le=None).exists()


class Piece(models.Model):
    """A file joined to one deposit place of the step. Withdrawn, it stays in the archive."""

    etape = models.ForeignKey(Eligibilite, models.PROTECT, related_name="pieces")
    zone = models.CharField(max_length=40)
    document = models.ForeignKey(Document, models.PROTECT, related_name="pieces")
    retiree_le = models.DateTimeField(null=True)
    non_lu = models.TextField("ce que le portail n’a pas lu", blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["etape", "zone"])]

    def __str__(self) -> str:
        return self.document.nom
