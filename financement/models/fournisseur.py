"""A supplier: a firm that edits or distributes a solution and asks the ASP for its financing (AF 4.1)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.regles.fournisseur import droit_accorde
from segur.noyau.comptes.models import ASP, ENGAGE_L_EDITEUR, Acteur, Organisation, Role
from segur.noyau.regles import Verdict
from segur.noyau.temps import jour_de_paris

if TYPE_CHECKING:
    from segur.noyau.transitions import Transition


class Droit(models.TextChoices):
    """What a mandataire may let a salarié do; who engages the firm holds every right, and signs alone."""

    SAISIR = "saisir", "remplir et téléverser"
    DEMANDER = "demander", "déposer des demandes de financement"


class FournisseurQuerySet(models.QuerySet["Fournisseur"]):
    def visibles_par(self, acteur: Acteur) -> "FournisseurQuerySet":
        """Its own firm for who engages it or was given a right; the ASP those that sent it something once."""
        if acteur.est_systeme:
            return self
        if acteur.est_editeur:
            siens = self.filter(organisation=acteur.organisation)
            if acteur.tient(*ENGAGE_L_EDITEUR):
                return siens
            tenues = Habilitation.objects.actuelles().filter(utilisateur=acteur.utilisateur)
            return siens.filter(pk__in=tenues.values("fournisseur"))
        if acteur.tient(*ASP):
            return self.filter(enrolements__premiere_transmission_le__isnull=False).distinct()
        return self.none()


class DuFournisseur:
    """Whatever hangs on a supplier: a salarié acts there according to the rights granted (ROL-11)."""

    @property
    def pk_du_fournisseur(self: Any) -> int:
        pk: int = self.dossier.pk
        return pk

    def droit_de(self: Any, acteur: Acteur, transition: "Transition") -> Verdict:
        verdict: Verdict = self.droit_tenu(acteur, transition.droit or Droit.SAISIR)
        return verdict

    def droit_tenu(self: Any, acteur: Acteur, droit: str) -> Verdict:
        """Who engages the firm has them all; nobody else of it has one that was not granted."""
        if not acteur.est_editeur or acteur.tient(*ENGAGE_L_EDITEUR):
            return Verdict()
        tenus = Habilitation.objects.actuelles().filter(
            fournisseur=self.pk_du_fournisseur, utilisateur=acteur.utilisateur
        )
        return Verdict((droit_accorde(accorde=tenus.filter(droit=droit).exists()),))


class Fournisseur(DuFournisseur, models.Model):
    """The dossier whose lock and journal serve its enrolments, its bank details and its rights."""

    class Statut(models.TextChoices):
        OUVERT = "ouvert", "Ouvert"

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="fournisseur")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.OUVERT)
    ouvert_le = models.DateTimeField()
    revue_le = models.DateTimeField("dernière revue des habilitations", null=True)
    revue_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FournisseurQuerySet.as_manager()
    lus_avec = ("organisation",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fournisseur_revu_par_une_personne",
                condition=models.Q(revue_le=None, revue_par=None)
                | models.Q(revue_le__isnull=False, revue_par__isnull=False),
                violation_error_message="Une revue des habilitations dit par qui et quand.",
            )
        ]

    def __str__(self) -> str:
        return self.organisation.nom

    def get_absolute_url(self) -> str:
        return reverse("financement:fournisseur", args=[self.pk])

    @property
    def dossier(self) -> "Fournisseur":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"fournisseur:{self.pk}"

    def derniere_revue(self) -> date | None:
        """From when the year runs: the last confirmation, else the first acceptance of the ASP."""
        if self.revue_le:
            return jour_de_paris(self.revue_le)
        accepte = self.enrolements.filter(accepte_le__isnull=False).order_by("accepte_le").first()
        return jour_de_paris(accepte.accepte_le) if accepte and accepte.accepte_le else None


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    def actuelles(self) -> "HabilitationQuerySet":
        """Granted, not withdrawn, and held by somebody who is still a salarié of the firm."""
        place = models.Q(
            utilisateur__appartenances__organisation=models.F("fournisseur__organisation"),
            utilisateur__appartenances__role=Role.SALARIE,
            utilisateur__appartenances__active=True,
        )
        return self.filter(place, retiree_le=None, utilisateur__is_active=True)


class Habilitation(models.Model):
    """One right of one salarié, from a date to another."""

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="habilitations")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    droit = models.CharField(max_length=20, choices=Droit)
    accordee_le = models.DateTimeField()
    accordee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retiree_le = models.DateTimeField(null=True)

    objects = HabilitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "utilisateur", "droit"],
                condition=models.Q(retiree_le=None),
                name="habilitation_unique",
                violation_error_message="Cette personne a déjà ce droit.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} : {self.get_droit_display()}"
