"""A webhook: where a firm wants to be told of its dossiers; the events written for it, and each attempt at them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Acteur, Organisation, Role
from segur.noyau.documents.chiffrement import chiffrer_texte, dechiffrer_texte
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.webhooks.regles import LONGUEUR_D_UNE_ADRESSE, RECOUVREMENT

LONGUEUR_D_UNE_CAUSE = 300
LONGUEUR_D_UN_EXTRAIT = 500


class Famille(models.TextChoices):
    CANDIDATURES = "candidatures", "les candidatures : étapes, chapitres, convention"
    PREUVES = "preuves", "les preuves : dépôts et verdicts"
    COMMANDES = "commandes", "les demandes de financement, les commandes, les soldes et prestations secondaires"
    FOURNISSEUR = "fournisseur", "les enrôlements, les pilotes et les sommes à reverser"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visibles_par(self, acteur: Acteur) -> "WebhookQuerySet":
        """Those of the firm, for who engages it; the portal sees them all to deliver."""
        if acteur.est_systeme:
            return self
        if not acteur.tient(*ENGAGE_L_EDITEUR) or acteur.organisation is None:
            return self.none()
        return self.filter(organisation=acteur.organisation)

    def en_service(self) -> "WebhookQuerySet":
        """Suspended ones among them: their events wait for them."""
        return self.exclude(statut=Webhook.Statut.RETIRE)


class Webhook(models.Model):
    """`secret_ancien` still signs until `ancien_jusqu_a`. Secrets are encrypted: they must be read to sign."""

    class Statut(models.TextChoices):
        ACTIF = "actif", "Actif"
        SUSPENDU = "suspendu", "Suspendu"
        RETIRE = "retire", "Retiré"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="webhooks")
    nom = models.CharField("nom", max_length=80)
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.ACTIF)
    url = models.CharField("adresse", max_length=LONGUEUR_D_UNE_ADRESSE)
    familles = models.JSONField("ce qu’il annonce", default=list)
    secret = models.TextField("secret chiffré", blank=True)
    secret_ancien = models.TextField("ancien secret chiffré", blank=True)
    ancien_jusqu_a = models.DateTimeField("l’ancien secret signe jusqu’au", null=True)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    suspendu_le = models.DateTimeField("suspendu le", null=True)
    motif = models.CharField("raison de la suspension", max_length=LONGUEUR_D_UNE_CAUSE, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True)

    objects = WebhookQuerySet.as_manager()
    lus_avec = ("organisation",)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nom"],
                condition=~models.Q(statut="retire"),
                name="webhook_un_nom_par_organisation",
                violation_error_message="Un webhook en service porte déjà ce nom.",
            ),
            models.CheckConstraint(
                name="webhook_suspendu_dit_pourquoi",
                condition=models.Q(statut="suspendu", suspendu_le__isnull=False) & ~models.Q(motif="")
                | ~models.Q(statut="suspendu") & models.Q(suspendu_le=None, motif=""),
                violation_error_message="Un webhook suspendu, et lui seul, dit quand et pourquoi.",
            ),
            models.CheckConstraint(
                name="webhook_retire_sans_secret",
                condition=models.Q(statut="retire", retire_le__isnull=False, secret="", secret_ancien="")
                | ~models.Q(statut="retire") & models.Q(retire_le=None) & ~models.Q(secret=""),
                violation_error_message="Un webhook retiré, et lui seul, n’a plus de secret.",
            ),
            models.CheckConstraint(
                name="webhook_ancien_secret_a_une_fin",
                condition=models.Q(secret_ancien="", ancien_jusqu_a=None)
                | ~models.Q(secret_ancien="") & models.Q(ancien_jusqu_a__isnull=False),
                violation_error_message="Un ancien secret dit jusqu’à quand il signe.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("webhooks:webhook", args=[self.pk])

    @property
    def dossier(self) -> Organisation:
        return self.organisation

    @dossier.setter
    def dossier(self, verrouille: Organisation) -> None:
        self.organisation = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier

    @property
    def libelles(self) -> list[str]:
        return [str(Famille(famille).label) for famille in self.familles]

    def acteur(self) -> Acteur:
        """Whose eyes say what it may tell: the firm's own, as who engages it sees."""
        return Acteur(None, self.organisation, frozenset({Role.MANDATAIRE.value}))

    def voit(self, modele: Any, pk: int) -> bool:
        """Asked when an event is written, and again before each attempt."""
        return bool(modele._default_manager.visibles_par(self.acteur()).filter(pk=pk).exists())

    def prendre_le_secret(self, secret: str, le: datetime) -> None:
        """The former one still signs for a while."""
        if self.secret:
            self.secret_ancien, self.ancien_jusqu_a = self.secret, le + RECOUVREMENT
        self.secret = chiffrer_texte(secret)

    def oublier_les_secrets(self) -> None:
        self.secret, self.secret_ancien, self.ancien_jusqu_a = "", "", None

    def porte_le_secret(self, secret: str) -> bool:
        return bool(self.secret) and dechiffrer_texte(self.secret) == secret

    def secrets(self, le: datetime) -> list[str]:
        """Those that sign at that instant, the current one first."""
        chiffres = [self.secret]
        if self.ancien_jusqu_a and le < self.ancien_jusqu_a:
            chiffres.append(self.secret_ancien)
        return [dechiffrer_texte(chiffre) for chiffre in chiffres]


class EvenementQuerySet(models.QuerySet["Evenement"]):
    def visibles_par(self, acteur: Acteur) -> "EvenementQuerySet":
        return self.filter(webhook__in=Webhook.objects.visibles_par(acteur))

    def dus(self, le: datetime) -> "EvenementQuerySet":
        """Those to send at that instant: of each dossier the oldest one that waits, and those asked for by hand."""
        Statut = Evenement.Statut
        avant = Evenement.objects.filter(
            webhook=models.OuterRef("webhook"),
            du_dossier=models.OuterRef("du_dossier"),
            rang__lt=models.OuterRef("rang"),
            statut=Statut.A_LIVRER,
        )
        a_leur_tour = models.Q(statut=Statut.A_LIVRER, webhook__statut=Webhook.Statut.ACTIF) & ~models.Exists(avant)
        demandes = models.Q(statut=Statut.DEMANDE) & ~models.Q(webhook__statut=Webhook.Statut.RETIRE)
        return self.filter(a_leur_tour | demandes, prochain_le__lte=le)


class Evenement(models.Model):
    """One line of the journal, told to one webhook. `corps`: the very text sent at each attempt.

    `rang`: that of the line in the journal of its dossier. Without `entree` it is a try that the firm asked for.
    `echecs`: failures in a row; `essais`: attempts in all, which number them.
    """

    class Statut(models.TextChoices):
        A_LIVRER = "a_livrer", "À livrer"
        DEMANDE = "envoi_demande", "Envoi demandé"
        LIVRE = "livre", "Livré"
        ECARTE = "ecarte", "Écarté"

    ESSAI = "essai"

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="evenements")
    entree = models.ForeignKey(EntreeJournal, models.PROTECT, null=True, related_name="+")
    identifiant = models.UUIDField(unique=True, default=uuid4, editable=False)
    type = models.CharField("type", max_length=80)
    du_dossier = models.CharField("dossier", max_length=60, blank=True)
    rang = models.PositiveIntegerField(default=0)
    corps = models.TextField()
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_LIVRER)
    cree_le = models.DateTimeField("créé le")
    prochain_le = models.DateTimeField("prochain essai le")
    essais = models.PositiveIntegerField(default=0)
    echecs = models.PositiveIntegerField(default=0)
    livre_le = models.DateTimeField("livré le", null=True)
    motif = models.CharField(max_length=LONGUEUR_D_UNE_CAUSE, blank=True)

    objects = EvenementQuerySet.as_manager()
    lus_avec = ("webhook__organisation",)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "événement"
        indexes = [
            models.Index(
                fields=["webhook", "prochain_le"],
                condition=models.Q(statut__in=["a_livrer", "envoi_demande"]),
                name="evenement_a_envoyer",
            ),
            models.Index(
                fields=["webhook", "du_dossier", "rang"],
                condition=models.Q(statut="a_livrer"),
                name="evenement_a_son_tour",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "entree"],
                name="evenement_un_par_ligne",
                violation_error_message="Cette ligne du journal est déjà annoncée à ce webhook.",
            ),
            models.CheckConstraint(
                name="evenement_livre_a_un_instant",
                condition=~models.Q(statut="livre") | models.Q(livre_le__isnull=False),
                violation_error_message="Un événement livré dit quand.",
            ),
            models.CheckConstraint(
                name="evenement_ecarte_dit_pourquoi",
                condition=~models.Q(statut="ecarte") | ~models.Q(motif=""),
                violation_error_message="Un événement écarté dit pourquoi.",
            ),
            models.CheckConstraint(
                name="evenement_de_qui_vient_d_un_dossier",
                condition=models.Q(entree=None, du_dossier="", rang=0) & ~models.Q(statut="a_livrer")
                | models.Q(entree__isnull=False, rang__gte=1) & ~models.Q(du_dossier=""),
                violation_error_message="Un événement vient d’une ligne d’un dossier, ou d’un essai demandé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} ({self.identifiant})"

    def get_absolute_url(self) -> str:
        return reverse("webhooks:evenement", args=[self.pk])

    @property
    def dossier(self) -> "Evenement":
        return self

    @property
    def cle_dossier(self) -> str:
        return self.webhook.cle_dossier

    @property
    def est_un_essai(self) -> bool:
        return self.entree_id is None


class TentativeQuerySet(models.QuerySet["Tentative"]):
    def visibles_par(self, acteur: Acteur) -> "TentativeQuerySet":
        return self.filter(evenement__in=Evenement.objects.visibles_par(acteur))


class Tentative(models.Model):
    """One attempt. `reponse`: code that the receiver answered; `cause`: why it does not count, in words."""

    evenement = models.ForeignKey(Evenement, models.PROTECT, related_name="tentatives")
    numero = models.PositiveIntegerField("n°")
    le = models.DateTimeField()
    reponse = models.PositiveSmallIntegerField("code de réponse", null=True)
    cause = models.CharField(max_length=LONGUEUR_D_UNE_CAUSE, blank=True)
    extrait = models.CharField("début de la réponse", max_length=LONGUEUR_D_UN_EXTRAIT, blank=True)
    duree_ms = models.PositiveIntegerField("durée en millisecondes")

    objects = TentativeQuerySet.as_manager()

    class Meta:
        ordering = ["evenement", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "numero"],
                name="tentative_numerotee",
                violation_error_message="Cette tentative est déjà inscrite.",
            ),
            models.CheckConstraint(
                name="tentative_sans_reponse_dit_pourquoi",
                condition=models.Q(reponse__isnull=False) | ~models.Q(cause=""),
                violation_error_message="Une tentative sans réponse dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tentative n° {self.numero} de {self.evenement}"
