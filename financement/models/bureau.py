"""What the desk of orders keeps of its own: saved filters, and who keeps a client's place when two suppliers ask."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from financement.models.commande import Commande
from segur.noyau.comptes.models import ASP, Acteur
from segur.noyau.dispositifs.models import Dispositif


class FiltreDeFile(models.Model):
    """A view of the queue that one person named: the query string that shows it again."""

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    nom = models.CharField("nom du filtre", max_length=60)
    requete = models.CharField(max_length=500)
    cree_le = models.DateTimeField()

    class Meta:
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "nom"],
                name="filtre_un_nom_par_personne",
                violation_error_message="Vous avez déjà un filtre de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class ArbitrageQuerySet(models.QuerySet["ArbitrageDePlace"]):
    def visibles_par(self, acteur: Acteur) -> "ArbitrageQuerySet":
        """The ASP alone: no supplier learns who the other one is."""
        return self if acteur.est_systeme or acteur.tient(*ASP) else self.none()

    def en_attente(self) -> "ArbitrageQuerySet":
        return self.filter(statut=ArbitrageDePlace.Statut.PROPOSE)


class ArbitrageDePlace(models.Model):
    """Which of two orders is financed for one client (ELI-09): one person proposes, another confirms.

    Its own dossier: its lock and its journal belong to no supplier.
    """

    class Statut(models.TextChoices):
        PROPOSE = "propose", "Proposé"
        CONFIRME = "confirme", "Confirmé"
        ECARTE = "ecarte", "Écarté"

    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    cle = models.CharField("RPPS ou FINESS", max_length=11)
    retenue = models.ForeignKey(Commande, models.PROTECT, related_name="arbitrages_gagnes")
    ecartee = models.ForeignKey(Commande, models.PROTECT, related_name="arbitrages_perdus")
    empreinte_retenue = models.CharField(max_length=64)
    empreinte_ecartee = models.CharField(max_length=64)
    motif = models.TextField("motif")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.PROPOSE)
    propose_le = models.DateTimeField("proposé le")
    propose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decide_le = models.DateTimeField("décidé le", null=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reponse = models.TextField(blank=True)

    objects = ArbitrageQuerySet.as_manager()
    lus_avec = ("dispositif", "propose_par")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "arbitrage de place"
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "cle"],
                condition=models.Q(statut="propose"),
                name="arbitrage_un_a_la_fois",
                violation_error_message="Un arbitrage est déjà proposé pour ce client.",
            ),
            models.CheckConstraint(
                name="arbitrage_entre_deux_commandes",
                condition=~models.Q(retenue=models.F("ecartee")),
                violation_error_message="Un arbitrage départage deux commandes.",
            ),
            models.CheckConstraint(
                name="arbitrage_a_un_motif",
                condition=~models.Q(motif=""),
                violation_error_message="Un arbitrage dit pourquoi.",
            ),
            models.CheckConstraint(
                name="arbitrage_decide_par_une_personne",
                condition=models.Q(statut="propose", decide_le=None, decide_par=None)
                | ~models.Q(statut="propose") & models.Q(decide_le__isnull=False, decide_par__isnull=False),
                violation_error_message="Un arbitrage décidé, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="arbitrage_decide_par_autrui",
                condition=models.Q(decide_par=None) | ~models.Q(decide_par=models.F("propose_par")),
                violation_error_message="Qui propose l’arbitrage et qui en décide sont deux personnes.",
            ),
            models.CheckConstraint(
                name="arbitrage_dates_en_ordre",
                condition=models.Q(decide_le=None) | models.Q(decide_le__gte=models.F("propose_le")),
                violation_error_message="Proposition et décision se suivent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Arbitrage de la place du client {self.cle}"

    def get_absolute_url(self) -> str:
        return reverse("financement:arbitrage", args=[self.pk])

    @property
    def dossier(self) -> "ArbitrageDePlace":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"arbitrage:{self.pk}"
