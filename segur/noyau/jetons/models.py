"""A token: what a firm gives to one of its programs so that it acts through the API, within scopes and until a day."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Acteur, Organisation, acteur_pour


def empreinte_du_secret(secret: str) -> str:
    """SHA-256 (hexadecimal): all that the database keeps. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Portee(models.TextChoices):
    CANDIDATURES_LIRE = "candidatures:lire", "lire les candidatures, les chapitres et les verdicts des preuves"
    PREUVES_DEPOSER = "preuves:deposer", "déposer des preuves"
    COMMANDES_LIRE = "commandes:lire", "suivre les commandes et les demandes de financement"
    COMMANDES_SIMULER = "commandes:simuler", "simuler un fichier de commandes"
    COMMANDES_DEPOSER = "commandes:deposer", "déposer des demandes de financement"


class JetonQuerySet(models.QuerySet["Jeton"]):
    def visibles_par(self, acteur: Acteur) -> "JetonQuerySet":
        """Those of the firm, for who engages it."""
        if not acteur.tient(*ENGAGE_L_EDITEUR) or acteur.organisation is None:
            return self.none()
        return self.filter(organisation=acteur.organisation)

    def par_secret(self, secret: str) -> "Jeton | None":
        lus = self.select_related("organisation", "cree_par")
        return lus.filter(empreinte=empreinte_du_secret(secret)).first()


class Jeton(models.Model):
    class Statut(models.TextChoices):
        ACTIF = "actif", "Actif"
        REVOQUE = "revoque", "Révoqué"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="jetons")
    nom = models.CharField("nom", max_length=80)
    statut = models.CharField(max_length=10, choices=Statut, default=Statut.ACTIF)
    portees = models.JSONField("ce qu’il permet", default=list)
    reseaux = models.JSONField("réseaux admis", default=list)
    empreinte = models.CharField("SHA-256 du secret", max_length=64, unique=True)
    debut = models.CharField("premiers caractères", max_length=12)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True)
    utilise_le = models.DateField("dernier jour d’usage", null=True)

    objects = JetonQuerySet.as_manager()
    lus_avec = ("organisation",)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nom"],
                condition=models.Q(statut="actif"),
                name="jeton_un_nom_par_organisation",
                violation_error_message="Un jeton actif porte déjà ce nom.",
            ),
            models.CheckConstraint(
                name="jeton_expire_apres_sa_creation",
                condition=models.Q(expire_le__gt=models.F("cree_le")),
                violation_error_message="Un jeton expire après sa création.",
            ),
            models.CheckConstraint(
                name="jeton_revoque_a_une_date",
                condition=models.Q(statut="revoque", revoque_le__isnull=False)
                | models.Q(statut="actif", revoque_le=None),
                violation_error_message="Un jeton révoqué, et lui seul, dit quand.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("jetons:liste")

    @property
    def dossier(self) -> Organisation:
        return self.organisation

    @dossier.setter
    def dossier(self, verrouille: Organisation) -> None:
        self.organisation = verrouille

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier

    def permet(self, portee: str) -> bool:
        return portee in self.portees

    @property
    def libelles(self) -> list[str]:
        return [str(Portee(portee).label) for portee in self.portees]

    def acteur(self) -> Acteur:
        """Who made it, for this firm, with the rights held today: what others lend them is not lent to a program."""
        acteur = acteur_pour(self.cree_par, self.organisation_id)
        if acteur.organisation != self.organisation or not self.cree_par.is_active:
            return Acteur(self.cree_par, self.organisation, frozenset(), jeton=self.nom)
        return Acteur(acteur.utilisateur, acteur.organisation, acteur.roles_propres, jeton=self.nom)

    def est_expire(self, le: datetime) -> bool:
        return le >= self.expire_le
