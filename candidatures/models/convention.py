"""Step 4: the convention, the référencement, and the official documents (E4-01…E4-12)."""

from django.conf import settings
from django.db import models

from candidatures.codes import nouveau_code
from candidatures.models.candidature import Candidature, Etape
from candidatures.models.college import SeanceDuCollege
from candidatures.models.texte import TexteDeConvention
from segur.noyau.documents.models import Document

A_UN_EXEMPLAIRE = ("signee", "validee", "avis_favorable", "avis_defavorable", "refusee", "referencee")


class Convention(Etape):
    class Statut(models.TextChoices):
        FERMEE = "fermee", "-"
        A_VENIR = "a_venir", "Convention à venir"
        ENVOYEE = "envoyee", "Convention envoyée"
        SIGNEE = "signee", "Convention signée par l’éditeur"
        VALIDEE = "validee", "Convention signée validée"
        AVIS_FAVORABLE = "avis_favorable", "Avis favorable du collège"
        AVIS_DEFAVORABLE = "avis_defavorable", "Avis défavorable du collège"
        REFUSEE = "refusee", "Référencement refusé"
        REFERENCEE = "referencee", "Candidature référencée"

    vue = "candidatures:etape4"

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="convention")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.FERMEE)
    envoyee_le = models.DateTimeField(null=True)
    signee_le = models.DateTimeField(null=True)
    validee_le = models.DateTimeField(null=True)
    avis_le = models.DateTimeField(null=True)
    motif = models.TextField("nouvelle signature demandée", blank=True)
    exemplaire_signe = models.ForeignKey(Document, models.PROTECT, null=True, related_name="conventions")
    signatures = models.JSONField("signatures lues dans l’exemplaire", default=list, blank=True)
    seance = models.ForeignKey(SeanceDuCollege, models.PROTECT, null=True, related_name="conventions")
    avis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif_de_l_avis = models.TextField("motif de l’avis ou de l’ajournement", blank=True)
    decidee_le = models.DateTimeField(null=True)
    decidee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif_du_refus = models.TextField(blank=True)

    class Meta:
        verbose_name = "convention"
        constraints = [
            models.CheckConstraint(
                name="convention_signee_a_un_exemplaire",
                condition=~models.Q(statut__in=A_UN_EXEMPLAIRE)
                | models.Q(exemplaire_signe__isnull=False, signee_le__isnull=False),
                violation_error_message="Une convention signée porte son exemplaire et sa date.",
            ),
            models.CheckConstraint(
                name="convention_a_deux_personnes",
                condition=models.Q(avis_par=None)
                | models.Q(decidee_par=None)
                | ~models.Q(avis_par=models.F("decidee_par")),
                violation_error_message="Qui a rendu l’avis du collège ne prononce pas la décision.",
            ),
            models.CheckConstraint(
                name="convention_refusee_a_un_motif",
                condition=~models.Q(statut="refusee") | ~models.Q(motif_du_refus=""),
                violation_error_message="Un refus a un motif.",
            ),
            models.CheckConstraint(
                name="convention_dates_en_ordre",
                condition=models.Q(signee_le=None) | models.Q(signee_le__gte=models.F("envoyee_le")),
                violation_error_message="La signature suit l’envoi.",
            ),
        ]


class DocumentOfficiel(Etape):
    """A PDF that the portal owes for a dossier. Asked in a transaction, made by a task, made again if the task dies."""

    class Nature(models.TextChoices):
        CONVENTION = "convention", "Convention de référencement"
        ATTESTATION = "attestation", "Attestation de référencement"
        RAPPORT = "rapport", "Rapport de conformité"
        CONTRESIGNEE = "contresignee", "Convention signée par les deux parties"

    class Statut(models.TextChoices):
        DEMANDE = "demande", "En préparation"
        PRODUIT = "produit", "Disponible"
        IMPOSSIBLE = "impossible", "Impossible à produire"

    SIGNES = (Nature.ATTESTATION, Nature.RAPPORT, Nature.CONTRESIGNEE)
    """Those that the portal signs, and that anyone may verify. The convention is first sent without any signature."""

    vue = "candidatures:etape4"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="officiels")
    nature = models.CharField(max_length=20, choices=Nature)
    version = models.PositiveSmallIntegerField(default=1)
    code = models.CharField("code de vérification", max_length=10, unique=True, default=nouveau_code, editable=False)
    texte = models.ForeignKey(TexteDeConvention, models.PROTECT, null=True, related_name="officiels")
    jumeau = models.JSONField("mêmes faits, pour une machine", default=dict, blank=True)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.DEMANDE)
    demande_le = models.DateTimeField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="officiels")
    empechement = models.TextField("ce qui a empêché sa production", blank=True)

    @property
    def se_verifie(self) -> bool:
        """Whether anyone may check it by its code."""
        return self.nature in self.SIGNES

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, version {self.version}"

    class Meta:
        verbose_name = "document officiel"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "nature", "version"], name="document_officiel_unique"),
            models.CheckConstraint(
                name="document_officiel_produit_existe",
                condition=models.Q(statut__in=["demande", "impossible"], document=None)
                | models.Q(statut="produit", document__isnull=False),
                violation_error_message="Un document disponible existe ; un document en préparation n’existe pas.",
            ),
            models.CheckConstraint(
                name="document_officiel_impossible_dit_pourquoi",
                condition=~models.Q(statut="impossible") | ~models.Q(empechement=""),
                violation_error_message="Un document impossible à produire dit pourquoi.",
            ),
        ]
