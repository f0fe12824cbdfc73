"""A-posteriori controls (CAP-01 to CAP-06): a campaign draws orders, each is controlled, both sides heard."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from financement.models.commande import Commande
from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.models.paiement import Part
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.documents.models import Document


class CampagneQuerySet(models.QuerySet["CampagneDeControle"]):
    def visibles_par(self, acteur: Acteur) -> "CampagneQuerySet":
        """The ASP alone: what is drawn is nobody else's affair."""
        return self if acteur.est_systeme or acteur.tient(*ASP) else self.none()


class CampagneDeControle(models.Model):
    """`population` is frozen with the seed: whoever draws again finds the same sample."""

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    part = models.CharField("part payée", max_length=12, choices=Part)
    du = models.DateField("payées du")
    au = models.DateField("payées au")
    graine = models.CharField(max_length=100)
    taille = models.PositiveIntegerField("commandes à tirer")
    population = models.JSONField()
    """By supplier, the keys of its orders."""
    empreinte = models.CharField("SHA-256 de la population", max_length=64)
    methode = models.TextField("méthode")
    lancee_le = models.DateTimeField("lancée le")
    lancee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CampagneQuerySet.as_manager()
    lus_avec = ("dispositif", "lancee_par")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "campagne de contrôle"
        verbose_name_plural = "campagnes de contrôle"
        constraints = [
            models.CheckConstraint(
                name="campagne_dates_en_ordre",
                condition=Q(au__gte=F("du")) & ~Q(graine="") & Q(taille__gt=0),
                violation_error_message="Une campagne a une période, une graine et une taille.",
            )
        ]

    def __str__(self) -> str:
        return f"Campagne n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("financement:campagne", args=[self.pk])

    @property
    def cle_dossier(self) -> str:
        return f"campagne:{self.pk}"


class ControleQuerySet(models.QuerySet["ControleAPosteriori"]):
    def visibles_par(self, acteur: Acteur) -> "ControleQuerySet":
        if acteur.est_systeme or acteur.tient(*ASP):
            return self
        siens = Fournisseur.objects.visibles_par(acteur) if acteur.est_editeur else Fournisseur.objects.none()
        return self.filter(commande__demande__fournisseur__in=siens)

    def pour_liste(self) -> "ControleQuerySet":
        return self.select_related(*ControleAPosteriori.lus_avec).order_by("-pk")


class ControleAPosteriori(DuFournisseur, models.Model):
    """Of one order drawn. Not conform: found by one person, heard, then decided by another."""

    class Statut(models.TextChoices):
        DEMANDE = "demande", "Justificatifs demandés"
        DEPOSE = "depose", "Justificatifs déposés"
        CONTESTE = "conteste", "Non-conformité à justifier"
        CONFORME = "conforme", "Conforme"
        NON_CONFORME = "non_conforme", "Non conforme"

    campagne = models.ForeignKey(CampagneDeControle, models.PROTECT, related_name="controles")
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="controles")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.DEMANDE)
    demande_le = models.DateTimeField("demandé le")
    preuves_jusqu_au = models.DateTimeField("justificatifs attendus jusqu’au")
    mesures = models.JSONField(default=dict)
    """By threshold, what the evidence shows."""
    motif = models.TextField("motif", blank=True)
    conteste_le = models.DateTimeField(null=True)
    conteste_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reponse_jusqu_au = models.DateTimeField("réponse attendue jusqu’au", null=True)
    decide_le = models.DateTimeField("décidé le", null=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ControleQuerySet.as_manager()
    lus_avec = ("campagne__dispositif", "commande__demande__fournisseur__organisation")

    class Meta:
        ordering = ["pk"]
        verbose_name = "contrôle a posteriori"
        verbose_name_plural = "contrôles a posteriori"
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "commande"],
                name="controle_une_fois_par_campagne",
                violation_error_message="Cette commande est déjà contrôlée par cette campagne.",
            ),
            models.CheckConstraint(
                name="controle_conteste_avec_un_delai",
                condition=~Q(statut__in=["conteste", "non_conforme"])
                | Q(conteste_le__isnull=False, conteste_par__isnull=False, reponse_jusqu_au__gt=F("conteste_le"))
                & ~Q(motif=""),
                violation_error_message="Une non-conformité dit pourquoi, par qui, et laisse un délai pour répondre.",
            ),
            models.CheckConstraint(
                name="controle_decide_par_une_personne",
                condition=Q(statut__in=["conforme", "non_conforme"], decide_le__isnull=False, decide_par__isnull=False)
                | ~Q(statut__in=["conforme", "non_conforme"]) & Q(decide_le=None, decide_par=None),
                violation_error_message="Un contrôle décidé, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="controle_non_conforme_par_deux_personnes",
                condition=~Q(statut="non_conforme")
                | ~Q(decide_par=F("conteste_par")) & Q(decide_le__gt=F("reponse_jusqu_au")),
                violation_error_message="Une non-conformité se constate par une personne et se décide par une autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"Contrôle de {self.commande.reference}"

    def get_absolute_url(self) -> str:
        return reverse("financement:controle", args=[self.pk])

    @property
    def dossier(self) -> "ControleAPosteriori":
        return self

    @property
    def pk_du_fournisseur(self) -> int:
        return self.commande.demande.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return f"controle:{self.pk}"


class ReponseAuControle(models.Model):
    """What the supplier sent: evidence, then what it answers. Never changed, never erased."""

    controle = models.ForeignKey(ControleAPosteriori, models.PROTECT, related_name="reponses")
    texte = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    deposee_le = models.DateTimeField()
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reponse_au_controle_a_un_texte",
                condition=~Q(texte=""),
                violation_error_message="Une réponse a un texte.",
            )
        ]

    def __str__(self) -> str:
        return f"Réponse n° {self.pk}"
