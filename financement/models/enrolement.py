"""The enrolment of one supplier in one dispositif, its pieces, and what the ASP says of each (AF 6.1)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.regles import enrolement as regles
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.models import Document


class EnrolementQuerySet(models.QuerySet["Enrolement"]):
    def visibles_par(self, acteur: Acteur) -> "EnrolementQuerySet":
        """The supplier sees its own; the ASP those that were sent at least once."""
        visibles = self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))
        return visibles.filter(premiere_transmission_le__isnull=False) if acteur.tient(*ASP) else visibles

    def a_instruire(self) -> "EnrolementQuerySet":
        """Sent, or accepted with a piece replaced since."""
        return self.filter(models.Q(statut=Enrolement.Statut.TRANSMIS) | models.Q(controle_attendu_le__isnull=False))


class Enrolement(DuFournisseur, models.Model):
    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        TRANSMIS = "transmis", "Transmis à l’ASP"
        A_COMPLETER = "a_completer", "À compléter"
        ACCEPTE = "accepte", "Accepté"
        REFUSE = "refuse", "Refusé"

    class Nature(models.TextChoices):
        ANTICIPE = regles.ANTICIPE, "Enrôlement anticipé"
        INITIAL = regles.INITIAL, "Enrôlement initial"
        COMPLEMENTAIRE = regles.COMPLEMENTAIRE, "Enrôlement complémentaire"

    class Depositaire(models.TextChoices):
        REPRESENTANT = regles.REPRESENTANT, "Le représentant légal lui-même"
        EMPLOYE = regles.EMPLOYE, "Un employé de l’entreprise"
        TIERS = regles.TIERS, "Un tiers (expert-comptable…)"

    class Accreditation(models.TextChoices):
        COFRAC = "cofrac", "Organisme accrédité par le COFRAC"
        UE = "ue", "Accréditation équivalente dans l’Union européenne"

    class Edc(models.TextChoices):
        PROPRE = "propre", "Nous détenons cette habilitation"
        EDITEUR = "editeur", "Le mandat nous autorise à utiliser celle de l’éditeur"
        AUCUNE = "aucune", "Pas encore"

    MODIFIABLE = (Statut.BROUILLON, Statut.A_COMPLETER)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="enrolements")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="enrolements")
    nature = models.CharField(max_length=20, choices=Nature, default=Nature.ANTICIPE)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.BROUILLON)
    version = models.PositiveIntegerField(default=0)
    modifiee_le = models.DateTimeField(null=True)
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    premiere_transmission_le = models.DateTimeField(null=True)
    transmis_le = models.DateTimeField("transmis le", null=True)
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruit_depuis = models.DateTimeField(null=True)
    motif = models.TextField("motif", blank=True)
    a_rendre_le = models.DateField("à rendre le", null=True)
    controle_attendu_le = models.DateTimeField("pièce remplacée le", null=True)
    accepte_le = models.DateTimeField("première acceptation", null=True)
    initial_le = models.DateTimeField("enrôlement initial accepté le", null=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    representant_nom = models.CharField("Nom du représentant légal", max_length=100, blank=True)
    representant_prenom = models.CharField("Prénom du représentant légal", max_length=100, blank=True)
    representant_fonction = models.CharField("Fonction", max_length=100, blank=True)
    representant_email = models.EmailField("E-mail du représentant légal", blank=True)
    depositaire = models.CharField(
        "Qui dépose ce dossier et les demandes de financement ?", max_length=20, choices=Depositaire, blank=True
    )
    depositaire_nom = models.CharField("Nom de la personne qui dépose", max_length=100, blank=True)
    depositaire_prenom = models.CharField("Prénom de la personne qui dépose", max_length=100, blank=True)
    depositaire_email = models.EmailField("E-mail de la personne qui dépose", blank=True)
    heberge = models.BooleanField(
        "Hébergez-vous, ou fournissez-vous en SaaS, tout ou partie de la solution pour au moins un client ?",
        null=True,
        help_text="Vous-même, ou un tiers sous votre responsabilité.",
    )
    hds_physique = models.BooleanField("Activité « hébergeur d’infrastructure physique » certifiée ?", null=True)
    hds_infogere = models.BooleanField("Activité « hébergeur infogéré » certifiée ?", null=True)
    hds_accreditation = models.CharField(
        "Organisme qui a délivré le certificat", max_length=10, choices=Accreditation, blank=True
    )
    assujetti = models.BooleanField("Êtes-vous assujetti à la TVA ?", null=True)
    usage_exclusif = models.BooleanField("La solution est-elle destinée à votre usage exclusif ?", null=True)
    reservee_aux_membres = models.BooleanField(
        "Est-elle destinée aux seuls membres du groupement qui l’édite ?", null=True
    )
    membres_libres = models.BooleanField(
        "Ces membres peuvent-ils se procurer une solution équivalente auprès d’un tiers ?", null=True
    )
    edc = models.CharField(
        "Habilitation « Opérateur de service utilisateur » de l’EDC PSC",
        max_length=10,
        choices=Edc,
        blank=True,
        help_text="Exigée pour réaliser les prestations ; l’enrôlement n’en dépend pas.",
    )
    a_un_compte_vague_1 = models.BooleanField("Avez-vous déjà un compte de la vague 1 auprès de l’ASP ?", null=True)
    engagement = models.BooleanField(
        "Vous engagez-vous à envoyer le questionnaire de satisfaction à vos clients, et à transmettre à l’ANS le "
        "bilan agrégé au plus tard 18 mois après la dernière VA signée ?",
        null=True,
    )

    objects = EnrolementQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation", "dispositif", "instructeur")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "enrôlement"
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "dispositif"],
                name="enrolement_unique",
                violation_error_message="Un enrôlement existe déjà pour ce dispositif.",
            ),
            models.CheckConstraint(
                name="enrolement_transmis_a_une_date",
                condition=models.Q(statut="brouillon")
                | models.Q(transmis_le__isnull=False, premiere_transmission_le__isnull=False),
                violation_error_message="Un enrôlement transmis porte l’instant de sa transmission.",
            ),
            models.CheckConstraint(
                name="enrolement_dates_en_ordre",
                condition=models.Q(transmis_le=None) | models.Q(transmis_le__gte=models.F("premiere_transmission_le")),
                violation_error_message="La dernière transmission suit la première.",
            ),
            models.CheckConstraint(
                name="enrolement_accepte_a_une_date",
                condition=~models.Q(statut="accepte") | models.Q(accepte_le__isnull=False, decide_par__isnull=False),
                violation_error_message="Un enrôlement accepté dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="enrolement_initial_fut_accepte",
                condition=models.Q(initial_le=None) | models.Q(initial_le__gte=models.F("accepte_le")),
                violation_error_message="L’enrôlement initial est une acceptation.",
            ),
            models.CheckConstraint(
                name="enrolement_refuse_a_un_motif",
                condition=~models.Q(statut="refuse") | ~models.Q(motif="") & models.Q(decide_par__isnull=False),
                violation_error_message="Un enrôlement refusé dit pourquoi, et par qui.",
            ),
            models.CheckConstraint(
                name="enrolement_instruit_depuis_une_date",
                condition=models.Q(instructeur=None, instruit_depuis=None)
                | models.Q(instructeur__isnull=False, instruit_depuis__isnull=False),
                violation_error_message="Un enrôlement pris en charge dit par qui et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} de {self.fournisseur}, {self.dispositif.libelle}"

    def get_absolute_url(self) -> str:
        return reverse("financement:enrolement", args=[self.pk])

    @property
    def dossier(self) -> Fournisseur:
        return self.fournisseur

    @dossier.setter
    def dossier(self, verrouille: Fournisseur) -> None:
        self.fournisseur = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.fournisseur.cle_dossier


class PieceQuerySet(models.QuerySet["Piece"]):
    def visibles_par(self, acteur: Acteur) -> "PieceQuerySet":
        return self.filter(enrolement__in=Enrolement.objects.visibles_par(acteur))

    def actuelles(self) -> "PieceQuerySet":
        return self.filter(retiree_le=None)


class Piece(models.Model):
    """A file joined for one need. A new one takes its place; the former one is kept, withdrawn."""

    enrolement = models.ForeignKey(Enrolement, models.PROTECT, related_name="pieces")
    nature = models.CharField(
        max_length=30, choices=[(code, nature.libelle) for code, nature in regles.NATURES.items()]
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="pieces_d_enrolement")
    nom_transmis = models.CharField("nom transmis à l’ASP", max_length=50)
    expire_le = models.DateField("dernier jour de validité", null=True)
    perimetre = models.CharField("périmètre et organisme certificateur", max_length=300, blank=True)
    deposee_le = models.DateTimeField()
    retiree_le = models.DateTimeField(null=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolement", "nature"],
                condition=models.Q(retiree_le=None),
                name="piece_actuelle_unique",
                violation_error_message="Cette pièce est déjà jointe.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.document.nom}"

    @property
    def sensible(self) -> bool:
        return regles.NATURES[self.nature].sensible

    def en_texte(self) -> str:
        """What an agent's judgment bears on, and what a correction shows before and after."""
        suite = [self.perimetre, f"expire le {self.expire_le:%d/%m/%Y}" if self.expire_le else ""]
        return " ; ".join([f"{self.document.nom} ({self.document.fichier.empreinte[:12]})", *filter(None, suite)])


class PointQuerySet(models.QuerySet["Point"]):
    def visibles_par(self, acteur: Acteur) -> "PointQuerySet":
        """What the agents prepare is theirs until it is sent."""
        points = self.filter(enrolement__in=Enrolement.objects.visibles_par(acteur))
        return points if acteur.tient(*ASP) else points.filter(envoye_le__isnull=False)

    def actuels(self) -> "PointQuerySet":
        return self.filter(leve_le=None)

    def en_preparation(self) -> "PointQuerySet":
        return self.actuels().filter(conforme=False, envoye_le=None)

    def ouverts(self) -> "PointQuerySet":
        """Sent to the supplier and not answered yet: these items, and no others, may change."""
        return self.actuels().filter(envoye_le__isnull=False)


class Point(models.Model):
    """What an agent says of one piece or one answer: in order, or to be corrected and why. `vu`: what was judged."""

    enrolement = models.ForeignKey(Enrolement, models.PROTECT, related_name="points")
    cle = models.CharField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    conforme = models.BooleanField()
    motif = models.TextField(blank=True)
    vu = models.TextField(blank=True)
    pose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pose_le = models.DateTimeField()
    envoye_le = models.DateTimeField(null=True)
    leve_le = models.DateTimeField(null=True)
    valeur_apres = models.TextField(blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolement", "cle"],
                condition=models.Q(leve_le=None),
                name="point_actuel_unique",
                violation_error_message="Ce point porte déjà un avis.",
            ),
            models.CheckConstraint(
                name="point_a_corriger_a_un_motif",
                condition=models.Q(conforme=True, envoye_le=None) | models.Q(conforme=False) & ~models.Q(motif=""),
                violation_error_message="Un point à corriger dit pourquoi ; lui seul s’envoie.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} : {'conforme' if self.conforme else self.motif}"

    @property
    def change(self) -> Any:
        return self.valeur_apres != self.vu
