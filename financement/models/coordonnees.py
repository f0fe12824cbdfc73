"""Where a supplier is paid: encrypted, checked by one agent, approved by another, kept for ever (decision 0045)."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.regles.coordonnees import rang_en_service
from segur.noyau.comptes.models import ASP, ENGAGE_L_EDITEUR, Acteur
from segur.noyau.documents.chiffrement import dechiffrer_texte, empreintes_secretes
from segur.noyau.documents.models import Document


class CoordonneesQuerySet(models.QuerySet["CoordonneesBancaires"]):
    def visibles_par(self, acteur: Acteur) -> "CoordonneesQuerySet":
        """Masked: who engages the firm, and the ASP. No right granted to a salarié opens them."""
        if not (acteur.est_systeme or acteur.tient(*ENGAGE_L_EDITEUR, *ASP)):
            return self.none()
        return self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))

    def en_cours(self) -> "CoordonneesQuerySet":
        """Wait for an agent."""
        return self.filter(statut__in=CoordonneesBancaires.EN_COURS)

    def approuvees(self) -> "CoordonneesQuerySet":
        return self.filter(statut=CoordonneesBancaires.Statut.APPROUVEES)


class CoordonneesBancaires(DuFournisseur, models.Model):
    class Statut(models.TextChoices):
        DEMANDEES = "demandees", "À vérifier"
        VERIFIEES = "verifiees", "Vérifiées, à approuver"
        APPROUVEES = "approuvees", "Approuvées"
        REJETEES = "rejetees", "Rejetées"
        OPPOSEES = "opposees", "Arrêtées par une opposition"

    EN_COURS = (Statut.DEMANDEES, Statut.VERIFIEES)
    CLOSES = (Statut.REJETEES, Statut.OPPOSEES)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="coordonnees")
    titulaire = models.CharField("titulaire du compte", max_length=200)
    iban_chiffre = models.TextField(editable=False)
    iban_empreinte = models.CharField(max_length=64, editable=False)
    iban_masque = models.CharField("IBAN", max_length=20, editable=False)
    cle = models.CharField("clé de chiffrement", max_length=12, editable=False)
    bic = models.CharField("BIC", max_length=11)
    rib = models.ForeignKey(Document, models.PROTECT, related_name="+")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.DEMANDEES)
    demandees_le = models.DateTimeField()
    demandees_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verifiees_le = models.DateTimeField(null=True)
    verifiees_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approuvees_le = models.DateTimeField(null=True)
    approuvees_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sert_le = models.DateTimeField("sert à partir du", null=True)
    closes_le = models.DateTimeField(null=True)
    closes_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.TextField(blank=True)

    objects = CoordonneesQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation",)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["iban_empreinte"])]
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur"],
                condition=models.Q(statut__in=["demandees", "verifiees"]),
                name="coordonnees_un_seul_changement",
                violation_error_message="Un changement de coordonnées est déjà en cours.",
            ),
            models.CheckConstraint(
                name="coordonnees_verifiees_par_une_personne",
                condition=~models.Q(statut__in=["verifiees", "approuvees"])
                | models.Q(verifiees_le__isnull=False, verifiees_par__isnull=False),
                violation_error_message="Des coordonnées vérifiées disent par qui et quand.",
            ),
            models.CheckConstraint(
                name="coordonnees_approuvees_par_une_personne",
                condition=~models.Q(statut="approuvees")
                | models.Q(approuvees_le__isnull=False, approuvees_par__isnull=False, sert_le__isnull=False),
                violation_error_message="Des coordonnées approuvées disent par qui, quand, et à partir de quand.",
            ),
            models.CheckConstraint(
                name="coordonnees_verifiees_par_autrui",
                condition=models.Q(verifiees_par=None) | ~models.Q(verifiees_par=models.F("demandees_par")),
                violation_error_message="Qui demande et qui vérifie sont deux personnes.",
            ),
            models.CheckConstraint(
                name="coordonnees_approuvees_par_autrui",
                condition=models.Q(approuvees_par=None)
                | ~models.Q(approuvees_par=models.F("demandees_par"))
                & ~models.Q(approuvees_par=models.F("verifiees_par")),
                violation_error_message="Qui approuve n’est ni qui demande ni qui vérifie.",
            ),
            models.CheckConstraint(
                name="coordonnees_dates_en_ordre",
                condition=(models.Q(verifiees_le=None) | models.Q(verifiees_le__gte=models.F("demandees_le")))
                & (models.Q(approuvees_le=None) | models.Q(approuvees_le__gte=models.F("verifiees_le")))
                & (models.Q(sert_le=None) | models.Q(sert_le__gte=models.F("approuvees_le"))),
                violation_error_message="Demande, vérification, approbation et service se suivent.",
            ),
            models.CheckConstraint(
                name="coordonnees_closes_par_une_personne",
                condition=models.Q(
                    statut__in=["rejetees", "opposees"], closes_le__isnull=False, closes_par__isnull=False
                )
                | ~models.Q(statut__in=["rejetees", "opposees"]) & models.Q(closes_le=None, closes_par=None),
                violation_error_message="Des coordonnées closes, et elles seules, disent par qui et quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"Coordonnées bancaires {self.iban_masque}"

    def get_absolute_url(self) -> str:
        return reverse("financement:coordonnees", args=[self.fournisseur_id])

    @property
    def dossier(self) -> Fournisseur:
        return self.fournisseur

    @dossier.setter
    def dossier(self, verrouille: Fournisseur) -> None:
        self.fournisseur = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.fournisseur.cle_dossier

    def iban(self) -> str:
        """In clear. Whoever asks for it does so by the transition that writes the look in the journal."""
        return dechiffrer_texte(self.iban_chiffre)

    def jumelles(self) -> "CoordonneesQuerySet":
        """The same IBAN declared by other suppliers: a signal for the agents, not a proof."""
        memes = CoordonneesBancaires.objects.filter(iban_empreinte__in=empreintes_secretes(self.iban()))
        return memes.exclude(fournisseur=self.fournisseur_id).exclude(statut__in=self.CLOSES)


APPROUVEES = CoordonneesBancaires.Statut.APPROUVEES


def qui_sert(coordonnees: Iterable[CoordonneesBancaires], le: datetime) -> CoordonneesBancaires | None:
    """Among those of one supplier, where it is paid at that instant."""
    approuvees = sorted((c for c in coordonnees if c.sert_le and c.statut == APPROUVEES), key=lambda c: c.pk)
    rang = rang_en_service(debuts=[c.sert_le for c in approuvees if c.sert_le], le=le)
    return None if rang is None else approuvees[rang]


def en_service(fournisseur: Fournisseur, le: datetime) -> CoordonneesBancaires | None:
    return qui_sert(fournisseur.coordonnees.all(), le)
