"""An invitation to join an organisation: a link sent to one address, good for one person, once, until an instant."""

import hashlib
from datetime import datetime

from django.db import models

from segur.noyau.comptes.models.acteur import Acteur
from segur.noyau.comptes.models.membres import Organisation, Utilisateur
from segur.noyau.comptes.models.roles import EDITEUR
from segur.noyau.temps import a_temps


def empreinte_du_jeton(jeton: str) -> str:
    """SHA-256 (hexadecimal): what the database keeps of a link. The link itself is only in the message."""
    return hashlib.sha256(jeton.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visibles_par(self, acteur: Acteur) -> "InvitationQuerySet":
        return self.filter(organisation__in=Organisation.objects.visibles_par(acteur))

    def en_attente(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; those that have expired are still shown, to be sent again."""
        return self.filter(statut=Invitation.Statut.ENVOYEE)

    def par_jeton(self, jeton: str) -> "Invitation | None":
        invitations = self.select_related("organisation", "invitee_par")
        return invitations.filter(empreinte=empreinte_du_jeton(jeton)).first()


class Invitation(models.Model):
    class Statut(models.TextChoices):
        ENVOYEE = "envoyee", "Envoyée"
        ACCEPTEE = "acceptee", "Acceptée"
        REVOQUEE = "revoquee", "Révoquée"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=20, choices=[(role.value, role.label) for role in EDITEUR])
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.ENVOYEE)
    empreinte = models.CharField("SHA-256 du jeton", max_length=64, unique=True)
    invitee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+")
    envoyee_le = models.DateTimeField()
    expire_le = models.DateTimeField()
    acceptee_le = models.DateTimeField(null=True, blank=True)
    acceptee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")
    revoquee_le = models.DateTimeField(null=True, blank=True)

    lus_avec = ("organisation",)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(statut="envoyee"),
                name="invitation_unique_en_attente",
                violation_error_message="Une invitation attend déjà à cette adresse.",
            ),
            models.CheckConstraint(
                condition=models.Q(statut="acceptee", acceptee_le__isnull=False, acceptee_par__isnull=False)
                | (~models.Q(statut="acceptee") & models.Q(acceptee_le=None, acceptee_par=None)),
                name="invitation_acceptee_par_une_personne",
                violation_error_message="Une invitation acceptée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                condition=models.Q(statut="revoquee", revoquee_le__isnull=False)
                | (~models.Q(statut="revoquee") & models.Q(revoquee_le=None)),
                name="invitation_revoquee_a_une_date",
                violation_error_message="Une invitation révoquée, et elle seule, dit quand.",
            ),
            models.CheckConstraint(
                condition=models.Q(expire_le__gt=models.F("envoyee_le")),
                name="invitation_dates_en_ordre",
                violation_error_message="Une invitation expire après son envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} — {self.get_role_display()} — {self.organisation}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    def est_expiree(self, le: datetime) -> bool:
        """Computed, never stored: sending the invitation again makes it good again."""
        return self.statut == self.Statut.ENVOYEE and not a_temps(recu_le=le, limite=self.expire_le)

    @property
    def dossier(self) -> Organisation:
        return self.organisation

    @dossier.setter
    def dossier(self, verrouillee: Organisation) -> None:
        self.organisation = verrouillee

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier
