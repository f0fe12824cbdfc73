"""A right lent for a time: who, to whom, from which minute to which. It acts while the lender still holds it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from segur.noyau.comptes.models.membres import Appartenance, Organisation
from segur.noyau.comptes.models.roles import Role
from segur.noyau.temps import a_temps, en_clair

if TYPE_CHECKING:
    from segur.noyau.comptes.models.acteur import Acteur

ROLE_DELEGUE: dict[str, Role] = {
    Role.MANDATAIRE: Role.REPRESENTANT,
    Role.REPRESENTANT: Role.REPRESENTANT,
    **{role: role for role in (Role.VERIFICATEUR, Role.RESPONSABLE, Role.GESTIONNAIRE, Role.VALIDEUR, Role.PAYEUR)},
}
"""What each role may lend. A mandataire lends what engages the firm, never the management of its members."""


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visibles_par(self, acteur: "Acteur") -> "DelegationQuerySet":
        """Every member reads who acts in whose place in their organisation."""
        return self.filter(organisation=acteur.organisation) if acteur.organisation else self.none()

    def en_vigueur(self, le: datetime) -> "DelegationQuerySet":
        """First and last instant included; the lender's membership is judged by who reads it."""
        return self.filter(statut=Delegation.Statut.ACCORDEE, debut__lte=le, fin__gte=le)


class Delegation(models.Model):
    class Statut(models.TextChoices):
        ACCORDEE = "accordee", "Accordée"
        REVOQUEE = "revoquee", "Révoquée"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations")
    appartenance = models.ForeignKey(Appartenance, models.PROTECT, related_name="delegations")
    delegant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_accordees")
    delegataire = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_recues")
    role = models.CharField("rôle délégué", max_length=20, choices=Role)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.ACCORDEE)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    motif = models.CharField(max_length=300)
    accordee_le = models.DateTimeField()
    revoquee_le = models.DateTimeField(null=True, blank=True)
    revoquee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    lus_avec = ("organisation", "delegant", "delegataire")
    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-fin", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(delegant=F("delegataire")),
                name="delegation_deux_personnes",
                violation_error_message="On ne se délègue rien à soi-même.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="delegation_dates_en_ordre",
                violation_error_message="La fin d’une délégation suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(set(ROLE_DELEGUE.values()))),
                name="delegation_role_delegable",
                violation_error_message="Ce rôle ne se délègue pas.",
            ),
            models.CheckConstraint(
                condition=Q(statut="revoquee", revoquee_le__isnull=False, revoquee_par__isnull=False)
                | Q(statut="accordee", revoquee_le=None, revoquee_par=None),
                name="delegation_revoquee_par_une_personne",
                violation_error_message="Une délégation révoquée, et elle seule, dit par qui et quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegant} → {self.delegataire}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("comptes:delegations")

    def etat(self, le: datetime) -> str:
        """In one word, at that instant; the lender's own membership is told by the page of the rights."""
        if self.statut == self.Statut.REVOQUEE:
            return "Révoquée"
        if le < self.debut:
            return "À venir"
        return "En cours" if a_temps(recu_le=le, limite=self.fin) else "Terminée"

    @property
    def periode(self) -> str:
        return f"du {en_clair(self.debut)} au {en_clair(self.fin)} inclus"

    @property
    def dossier(self) -> Organisation:
        return self.organisation

    @dossier.setter
    def dossier(self, verrouillee: Organisation) -> None:
        self.organisation = verrouillee

    @property
    def cle_dossier(self) -> str:
        return self.organisation.cle_dossier
