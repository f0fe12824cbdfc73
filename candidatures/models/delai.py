"""A later instant granted for one Date: to one candidature, or to all the vendors of a dispositif alike."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from candidatures.models.candidature import Candidature
from candidatures.models.produit import Produit
from candidatures.regles.delais import Accord
from segur.noyau.comptes.models import ANS, Acteur, Role
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.documents.models import Document
from segur.noyau.temps import en_clair


class DerogationQuerySet(models.QuerySet["DerogationDeDelai"]):
    def visibles_par(self, acteur: Acteur) -> "DerogationQuerySet":
        """The ANS sees them all; a vendor those that were granted to it, alone or with the others."""
        if acteur.est_systeme or acteur.tient(*ANS, Role.ADMINISTRATEUR):
            return self
        if not acteur.est_editeur:
            return self.none()
        siennes = Candidature.objects.filter(produit__in=Produit.objects.visibles_par(acteur))
        pour_tous = Q(candidature=None, dispositif__in=siennes.values("dispositif"))
        return self.accordees().filter(Q(candidature__in=siennes) | pour_tous)

    def accordees(self) -> "DerogationQuerySet":
        """Granted once, revoked since or not: each counts for what was received meanwhile."""
        return self.filter(decidee_le__isnull=False).exclude(statut=DerogationDeDelai.Statut.ECARTEE)

    def en_vigueur(self, au: datetime) -> "DerogationQuerySet":
        """Granted at `au` or before, and not revoked then: the same as `Accord.compte`."""
        return self.accordees().filter(Q(revoquee_le=None) | Q(revoquee_le__gt=au), decidee_le__lte=au)


class DerogationDeDelai(models.Model):
    """Proposed by one person of the ANS, granted by another. `candidature` null: for all the vendors alike."""

    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "En préparation"
        PROPOSEE = "proposee", "Proposée"
        ACCORDEE = "accordee", "Accordée"
        ECARTEE = "ecartee", "Écartée"
        REVOQUEE = "revoquee", "Révoquée"

    class Nature(models.TextChoices):
        DEROGATION = "derogation", "Dérogation"
        REOUVERTURE = "reouverture", "Réouverture"

    class Portee(models.TextChoices):
        DEPOTS = "depots", "Dépôts et soumissions que règle cette Date"
        PIECES = "pieces", "Pièces provisoires (CNDA, EDC PSC) admises jusqu’à cette Date"

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="derogations_de_delai")
    candidature = models.ForeignKey(Candidature, models.PROTECT, null=True, related_name="derogations_de_delai")
    numero = models.PositiveSmallIntegerField("numéro de la Date")
    portee = models.CharField("portée", max_length=10, choices=Portee, default=Portee.DEPOTS)
    rouvre = models.PositiveSmallIntegerField("étape refusée à rouvrir", null=True)
    jusqu_au = models.DateTimeField("jusqu’au")
    motif = models.TextField()
    fondement = models.CharField("texte qui la fonde", max_length=300, blank=True)
    pieces = models.ManyToManyField(Document, related_name="derogations_de_delai")
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.BROUILLON)
    nature = models.CharField(max_length=12, choices=Nature, blank=True)
    version = models.ForeignKey(VersionEcheance, models.PROTECT, null=True, related_name="+")
    proposee_le = models.DateTimeField()
    proposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decidee_le = models.DateTimeField(null=True)
    decidee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reponse = models.TextField("motif de la décision", blank=True)
    revoquee_le = models.DateTimeField(null=True)
    revoquee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DerogationQuerySet.as_manager()
    lus_avec = ("dispositif", "candidature__produit__editeur")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "dérogation de délai"
        indexes = [models.Index(fields=["dispositif", "numero"], name="derogation_par_date")]
        constraints = [
            models.CheckConstraint(
                name="derogation_date_1_a_6",
                condition=Q(numero__gte=1, numero__lte=6),
                violation_error_message="Une dérogation porte sur la Date 1 à 6.",
            ),
            models.CheckConstraint(
                name="derogation_motivee",
                condition=~Q(motif=""),
                violation_error_message="Une dérogation a un motif.",
            ),
            models.CheckConstraint(
                name="derogation_a_deux_personnes",
                condition=Q(decidee_par=None) | ~Q(decidee_par=F("proposee_par")),
                violation_error_message="Qui a proposé une dérogation ne la décide pas.",
            ),
            models.CheckConstraint(
                name="derogation_decidee_par_une_personne",
                condition=Q(statut__in=("brouillon", "proposee"), decidee_le=None, decidee_par=None)
                | ~Q(statut__in=("brouillon", "proposee")) & Q(decidee_le__isnull=False, decidee_par__isnull=False),
                violation_error_message="Une dérogation décidée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="derogation_accordee_a_une_nature",
                condition=Q(statut__in=("accordee", "revoquee"), version__isnull=False) & ~Q(nature="")
                | Q(statut__in=("brouillon", "proposee", "ecartee"), version=None, nature=""),
                violation_error_message="Une dérogation accordée, et elle seule, dit sa nature et ce qu’elle reporte.",
            ),
            models.CheckConstraint(
                name="derogation_accordee_pour_plus_tard",
                condition=Q(statut__in=("brouillon", "proposee", "ecartee")) | Q(jusqu_au__gt=F("decidee_le")),
                violation_error_message="Une dérogation s’accorde pour un instant à venir.",
            ),
            models.CheckConstraint(
                name="derogation_revoquee_par_une_personne",
                condition=Q(statut="revoquee", revoquee_le__gte=F("decidee_le"), revoquee_par__isnull=False)
                | ~Q(statut="revoquee") & Q(revoquee_le=None, revoquee_par=None),
                violation_error_message="Une dérogation révoquée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="derogation_dates_en_ordre",
                condition=Q(decidee_le=None) | Q(decidee_le__gte=F("proposee_le")),
                violation_error_message="Une dérogation se décide après avoir été proposée.",
            ),
            models.CheckConstraint(
                name="derogation_rouvre_une_etape",
                condition=Q(rouvre=None)
                | Q(rouvre__in=(1, 2), numero=1, portee="depots", candidature__isnull=False) & ~Q(statut="revoquee"),
                violation_error_message="Seule l’étape 1 ou 2 d’une candidature se rouvre, au titre de la Date 1.",
            ),
            models.UniqueConstraint(
                fields=["candidature", "numero", "portee"],
                condition=Q(statut="proposee"),
                name="derogation_proposee_une_a_la_fois",
                violation_error_message="Une proposition attend déjà une décision pour ce dossier et cette Date.",
            ),
            models.UniqueConstraint(
                fields=["dispositif", "numero", "portee"],
                condition=Q(statut="proposee", candidature=None),
                name="derogation_collective_une_a_la_fois",
                violation_error_message="Une proposition attend déjà une décision pour ce dispositif et cette Date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display() or 'Dérogation'} n° {self.pk} ({self.objet})"

    def get_absolute_url(self) -> str:
        return reverse("candidatures:derogation", args=[self.pk])

    @property
    def objet(self) -> str:
        """« Date 2, candidature n° … » or « Date 2, tous les éditeurs de LGC vague 2 »."""
        if self.rouvre:
            return f"étape {self.rouvre} refusée, {self.beneficiaires}"
        return f"Date {self.numero}, {self.beneficiaires}"

    @property
    def beneficiaires(self) -> str:
        if self.candidature is None:
            return f"tous les éditeurs, {self.dispositif.libelle}"
        return f"candidature n° {self.candidature.numero}"

    @property
    def cite(self) -> str:
        """How a reference names the decision."""
        accordee = en_clair(self.decidee_le) if self.decidee_le else ""
        return f"{str(self.get_nature_display()).lower()} n° {self.pk} accordée le {accordee}"

    @property
    def accord(self) -> Accord:
        """What a deadline needs of it, once granted."""
        if self.decidee_le is None:
            raise ValueError("Une dérogation compte une fois accordée.")
        return Accord(
            pk=self.pk,
            cite=self.cite,
            accorde_le=self.decidee_le,
            revoque_le=self.revoquee_le,
            jusqu_au=self.jusqu_au,
        )

    @property
    def dossier(self) -> "Candidature | DerogationDeDelai":
        return self.candidature or self

    @dossier.setter
    def dossier(self, verrouille: Candidature) -> None:
        self.candidature = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.candidature.cle_dossier if self.candidature else f"derogation:{self.pk}"
