"""Models of documents that a supplier sends to the ASP, and the check-list that an agent fills for each (ASP-04…07)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from financement.models.fournisseur import DuFournisseur, Fournisseur
from segur.noyau.comptes.models import ASP, Acteur, Role, Utilisateur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.models import Document
from segur.noyau.temps import jour_de_paris


class ModeleDeDocumentQuerySet(models.QuerySet["ModeleDeDocument"]):
    def visibles_par(self, acteur: Acteur) -> "ModeleDeDocumentQuerySet":
        """The supplier sees its own, but those it took off the import; the ASP what was sent."""
        visibles = self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur)).exclude(statut="supprime")
        return visibles.filter(envoye_le__isnull=False) if acteur.tient(*ASP) else visibles

    def en_cours_d_import(self) -> "ModeleDeDocumentQuerySet":
        return self.filter(statut=ModeleDeDocument.Statut.EN_COURS).order_by("pk")

    def envoyes(self) -> "ModeleDeDocumentQuerySet":
        """The history, the last one first."""
        return self.filter(envoye_le__isnull=False).order_by("-envoye_le", "-pk")

    def a_controler(self) -> "ModeleDeDocumentQuerySet":
        """With `est_suivi`: whether the agent who has it is still a gestionnaire."""
        en_place = Utilisateur.objects.ayant_role(Role.GESTIONNAIRE).filter(pk=OuterRef("instructeur"))
        return self.filter(statut=ModeleDeDocument.Statut.EN_ATTENTE).annotate(est_suivi=Exists(en_place))

    def valides(self) -> "ModeleDeDocumentQuerySet":
        """The newest decision first: the first of its kind is the one in service."""
        return self.filter(statut=ModeleDeDocument.Statut.VALIDE).order_by("-decide_le", "-pk")

    def pour_liste(self) -> "ModeleDeDocumentQuerySet":
        return self.select_related("fournisseur__organisation", "dispositif", "instructeur", "document__fichier")


class ModeleDeDocument(DuFournisseur, models.Model):
    class Statut(models.TextChoices):
        EN_COURS = "en_cours_d_import", "En cours d’import"
        SUPPRIME = "supprime", "Supprimé"
        EN_ATTENTE = "en_attente", "En attente d’instruction"
        VALIDE = "valide", "Validé"
        REJETE = "rejete", "Rejeté"

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="modeles")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    type_de_document = models.CharField("type de document", max_length=40)
    libelle = models.CharField("libellé du type", max_length=120)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_COURS)
    document = models.ForeignKey(Document, models.PROTECT, related_name="modeles_de_documents")
    ajoute_le = models.DateTimeField()
    ajoute_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    envoye_le = models.DateTimeField("date d’import", null=True)
    envoye_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruit_depuis = models.DateTimeField(null=True)
    decide_le = models.DateTimeField(null=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.TextField("motif du rejet", blank=True)
    grille_du = models.DateField("grille de contrôle du", null=True)

    objects = ModeleDeDocumentQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation", "dispositif", "document__fichier")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "modèle de document"
        constraints = [
            models.CheckConstraint(
                name="modele_envoye_par_une_personne",
                condition=Q(statut__in=("en_cours_d_import", "supprime"), envoye_le=None, envoye_par=None)
                | Q(statut__in=("en_attente", "valide", "rejete"), envoye_le__isnull=False, envoye_par__isnull=False),
                violation_error_message="Un modèle envoyé, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="modele_decide_par_une_personne",
                condition=Q(
                    statut__in=("valide", "rejete"),
                    decide_le__isnull=False,
                    decide_par__isnull=False,
                    grille_du__isnull=False,
                )
                | ~Q(statut__in=("valide", "rejete")) & Q(decide_le=None, decide_par=None, grille_du=None),
                violation_error_message="Un modèle décidé, et lui seul, dit par qui, quand et sur quelle grille.",
            ),
            models.CheckConstraint(
                name="modele_rejete_a_un_motif",
                condition=Q(statut="rejete") & ~Q(motif="") | ~Q(statut="rejete") & Q(motif=""),
                violation_error_message="Un modèle rejeté, et lui seul, dit pourquoi.",
            ),
            models.CheckConstraint(
                name="modele_dates_en_ordre",
                condition=Q(envoye_le=None)
                | Q(envoye_le__gte=F("ajoute_le")) & (Q(decide_le=None) | Q(decide_le__gte=F("envoye_le"))),
                violation_error_message="Un modèle est ajouté, puis envoyé, puis décidé.",
            ),
            models.CheckConstraint(
                name="modele_instruit_depuis_une_date",
                condition=Q(instructeur=None, instruit_depuis=None)
                | Q(instructeur__isnull=False, instruit_depuis__isnull=False),
                violation_error_message="Un modèle pris en charge dit par qui et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.document.nom})"

    def get_absolute_url(self) -> str:
        return reverse("financement:modele_de_document", args=[self.pk])

    @property
    def dossier(self) -> Fournisseur:
        return self.fournisseur

    @dossier.setter
    def dossier(self, verrouille: Fournisseur) -> None:
        self.fournisseur = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.fournisseur.cle_dossier

    @property
    def jour_de_la_grille(self) -> date:
        """The check-list is the one that the vendor could read the day it sent its model."""
        return jour_de_paris(self.envoye_le or self.ajoute_le)


class ControleDeMention(models.Model):
    """What an agent saw of one mention. The words of the check-list are kept with it, as they were."""

    modele = models.ForeignKey(ModeleDeDocument, models.PROTECT, related_name="controles")
    code = models.CharField(max_length=40)
    libelle = models.CharField(max_length=300)
    texte = models.TextField(blank=True)
    reference = models.CharField("référence", max_length=300)
    obligatoire = models.BooleanField()
    presente = models.BooleanField("présente")
    remarque = models.CharField(max_length=500, blank=True)
    controle_le = models.DateTimeField()
    controle_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["modele", "code"],
                name="mention_controlee_une_fois",
                violation_error_message="Cette mention est déjà contrôlée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.libelle} : {'présente' if self.presente else 'absente'}"
