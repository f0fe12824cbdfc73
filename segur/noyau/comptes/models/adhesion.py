"""A person's request to join a firm, known by its number alone until the firm accepts (B-CVG-04)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from segur.noyau.comptes.models.acteur import Acteur
from segur.noyau.comptes.models.membres import Appartenance, Organisation, Utilisateur
from segur.noyau.comptes.models.roles import Role
from segur.noyau.temps import a_temps

ROLES_DEMANDABLES = (Role.REPRESENTANT, Role.SALARIE)


class AdhesionQuerySet(models.QuerySet["Adhesion"]):
    def visibles_par(self, acteur: Acteur) -> "AdhesionQuerySet":
        """The firm it was handed to. The person sees their own on the page where they asked."""
        return self.filter(organisation__in=Organisation.objects.visibles_par(acteur))

    def en_attente(self) -> "AdhesionQuerySet":
        """Those that have expired are still there, to be refused or asked again."""
        return self.filter(statut=Adhesion.Statut.EN_ATTENTE)

    def a_transmettre(self, le: datetime) -> "AdhesionQuerySet":
        """Handed to nobody yet, though a firm that has a mandataire holds the number today."""
        mandatees = Appartenance.objects.mandataires().values("organisation")
        firmes = Organisation.objects.portant(models.OuterRef("numero")).filter(pk__in=mandatees)
        attendent = self.en_attente().filter(organisation=None, expire_le__gte=le)
        return attendent.filter(models.Exists(firmes)).order_by("pk")


class Adhesion(models.Model):
    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    demandeur = models.ForeignKey(Utilisateur, models.PROTECT, related_name="adhesions")
    numero = models.CharField("SIREN ou SIRET", max_length=14)
    role = models.CharField("rôle", max_length=20, choices=[(role.value, role.label) for role in ROLES_DEMANDABLES])
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_ATTENTE)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="adhesions")
    demandee_le = models.DateTimeField()
    expire_le = models.DateTimeField()
    motif = models.TextField("motif du refus", blank=True)
    decidee_le = models.DateTimeField(null=True, blank=True)
    decidee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")

    lus_avec = ("organisation", "demandeur")
    objects = AdhesionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demandeur", "numero"],
                condition=Q(statut="en_attente"),
                name="adhesion_une_seule_par_numero",
                violation_error_message="Une demande attend déjà pour ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["demandeur", "organisation"],
                condition=Q(statut="en_attente"),
                name="adhesion_une_seule_par_organisation",
                violation_error_message="Une demande attend déjà pour cette organisation.",
            ),
            models.CheckConstraint(
                condition=Q(statut="en_attente", decidee_le=None, decidee_par=None)
                | Q(organisation__isnull=False, decidee_le__isnull=False, decidee_par__isnull=False)
                & ~Q(statut="en_attente"),
                name="adhesion_decidee_par_une_personne",
                violation_error_message="Une demande décidée, et elle seule, dit par qui et quand.",
            ),
            models.CheckConstraint(
                condition=Q(statut="refusee") & ~Q(motif="") | ~Q(statut="refusee") & Q(motif=""),
                name="adhesion_refusee_a_un_motif",
                violation_error_message="Une demande refusée, et elle seule, dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=Q(expire_le__gt=models.F("demandee_le")),
                name="adhesion_dates_en_ordre",
                violation_error_message="Une demande expire après son envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demandeur} — {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return self.dossier.get_absolute_url() if self.organisation else reverse("comptes:rejoindre")

    def est_expiree(self, le: datetime) -> bool:
        return self.statut == self.Statut.EN_ATTENTE and not a_temps(recu_le=le, limite=self.expire_le)

    @property
    def dossier(self) -> Organisation:
        if self.organisation is None:
            raise ValueError("Une demande n’a de dossier qu’une fois remise à une organisation.")
        return self.organisation

    @dossier.setter
    def dossier(self, verrouillee: Organisation) -> None:
        self.organisation = verrouillee

    @property
    def cle_dossier(self) -> str:
        return self.dossier.cle_dossier
