"""Electronic signature of the convention: the requests opened with the provider, and what it told of them (B-YS-02)."""

from datetime import datetime

from django.db import models

from candidatures.models.candidature import Candidature, Etape
from candidatures.models.convention import Convention
from segur.noyau.comptes.models import Acteur


class SignatureQuerySet(models.QuerySet["DemandeDeSignature"]):
    def visibles_par(self, acteur: Acteur) -> "SignatureQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def ouvertes(self) -> "SignatureQuerySet":
        return self.filter(statut__in=DemandeDeSignature.OUVERTS)

    def libres(self, avant: datetime) -> "SignatureQuerySet":
        """Not given to the provider yet, nor tried since that instant. On its own columns: a worker takes one so."""
        jamais_ou_avant = models.Q(verifiee_le=None) | models.Q(verifiee_le__lt=avant)
        return self.filter(jamais_ou_avant, statut=DemandeDeSignature.Statut.DRAFT)

    def reprises(self, avant: datetime) -> "SignatureQuerySet":
        """Open, and not tried nor asked about since that instant. On its own columns: a worker takes one so."""
        return self.ouvertes().filter(models.Q(verifiee_le=None) | models.Q(verifiee_le__lt=avant))

    def sans_objet(self) -> "SignatureQuerySet":
        """Still open, when the convention does not wait for them any more: signed by hand, sent again, or closed."""
        attendues = self.filter(
            candidature__statut=Candidature.Statut.EN_COURS,
            candidature__convention__statut=Convention.Statut.ENVOYEE,
            candidature__convention__envoyee_le=models.F("envoi_le"),
        )
        return self.ouvertes().exclude(pk__in=attendues.values("pk"))

    def a_adresser(self, avant: datetime) -> "SignatureQuerySet":
        """Those of them whose convention still waits: a copy may have been deposited by hand meanwhile."""
        return self.libres(avant).filter(candidature__convention__statut=Convention.Statut.ENVOYEE)

    def a_relire(self, avant: datetime) -> "SignatureQuerySet":
        """With the provider, and not asked about since that instant; the longest forgotten first."""
        return self.ouvertes().filter(reference__isnull=False, verifiee_le__lt=avant).order_by("verifiee_le")

    def signalees(self) -> "SignatureQuerySet":
        """With the provider, which told of a change that was not looked at yet."""
        en_attente = EvenementYousign.objects.filter(traite_le=None)
        return self.ouvertes().filter(reference__isnull=False, pk__in=en_attente.values("demande"))


class DemandeDeSignature(Etape):
    """One request to sign the convention. `cle` names it at the provider before the provider gives its `reference`."""

    class Statut(models.TextChoices):
        DRAFT = "draft", "En préparation"
        APPROVAL = "approval", "En attente d’approbation"
        REJECTED = "rejected", "Rejetée par un approbateur"
        ONGOING = "ongoing", "En attente de signature"
        DECLINED = "declined", "Refusée par le signataire"
        EXPIRED = "expired", "Expirée"
        DELETED = "deleted", "Supprimée"
        CANCELED = "canceled", "Annulée"
        DONE = "done", "Signée"

    OUVERTS = (Statut.DRAFT, Statut.APPROVAL, Statut.ONGOING)
    vue = "candidatures:etape4"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="signatures")
    cle = models.CharField(max_length=60, unique=True)
    reference = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.DRAFT)
    signataire = models.CharField(max_length=201)
    envoi_le = models.DateTimeField()
    creee_le = models.DateTimeField()
    expire_le = models.DateTimeField(null=True)
    verifiee_le = models.DateTimeField(null=True)

    objects = SignatureQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = "demande de signature"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "envoi_le"], name="signature_unique_par_envoi"),
            models.UniqueConstraint(
                fields=["candidature"],
                condition=models.Q(statut__in=["draft", "approval", "ongoing"]),
                name="signature_une_seule_ouverte",
                violation_error_message="Une demande de signature est déjà ouverte pour cette convention.",
            ),
            models.CheckConstraint(
                name="signature_adressee_a_une_reference",
                condition=models.Q(statut__in=["draft", "canceled"]) | models.Q(reference__isnull=False),
                violation_error_message="Une demande adressée porte la référence du prestataire.",
            ),
        ]

    @property
    def est_sans_objet(self) -> bool:
        return DemandeDeSignature.objects.sans_objet().filter(pk=self.pk).exists()

    @property
    def est_ouverte(self) -> bool:
        return self.statut in self.OUVERTS


class EvenementYousign(models.Model):
    """What Yousign told, once each. It says that something changed, never what: the state is asked for again."""

    identifiant = models.CharField(max_length=100, unique=True)
    demande = models.ForeignKey(DemandeDeSignature, models.PROTECT, related_name="evenements")
    nom = models.CharField(max_length=100)
    recu_le = models.DateTimeField()
    traite_le = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.nom} ({self.identifiant})"
