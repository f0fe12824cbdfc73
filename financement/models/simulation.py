"""A simulation: a file or a form judged as the agents would, for the firm alone (ASP-02, ASP-03, ASP-13)."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from candidatures.models import Candidature
from financement.formats.registre import FORMATS, Format
from financement.models.demande import DemandeDeFinancement
from financement.models.fournisseur import Fournisseur
from financement.plafonds import SIMULATEUR
from financement.regles.commande.faits import Prediction
from segur.noyau.comptes.models import Acteur
from segur.noyau.documents.models import Document

SILENCE = timedelta(minutes=SIMULATEUR.silence_minutes)


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def visibles_par(self, acteur: Acteur) -> "SimulationQuerySet":
        """Who may act for the supplier, and nobody else: neither the ANS nor the ASP ever sees one."""
        if acteur.est_systeme:
            return self
        if not acteur.est_editeur:
            return self.none()
        return self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))

    def actives(self) -> "SimulationQuerySet":
        return self.filter(statut__in=Simulation.ACTIVES)

    def muettes(self) -> "SimulationQuerySet":
        """Said to be running, by a worker that no longer speaks."""
        return self.filter(statut=Simulation.Statut.EN_COURS, signe_de_vie_le__lt=timezone.now() - SILENCE)

    def echues(self, le: datetime) -> "SimulationQuerySet":
        return self.filter(demandee_le__lt=le - timedelta(days=SIMULATEUR.jours_gardes)).exclude(
            statut__in=Simulation.ACTIVES
        )

    def pour_liste(self) -> "SimulationQuerySet":
        return self.select_related(
            "fournisseur__organisation", "candidature__produit", "candidature__dispositif", "demandee_par", "fichier"
        )


class Simulation(models.Model):
    """`au`: the instant whose texts apply. `lue`: its rows are all there, and are judged again where they stand."""

    class Statut(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        TERMINEE = "terminee", "Terminée"
        ECHOUEE = "echouee", "Échouée"

    class Source(models.TextChoices):
        FICHIER = "fichier", "Fichier JSON"
        FORMULAIRE = "formulaire", "Formulaire"

    class Phase(models.TextChoices):
        LECTURE = "lecture", "Lecture du fichier"
        JUGEMENT = "jugement", "Contrôle des commandes"

    ACTIVES = (Statut.EN_ATTENTE, Statut.EN_COURS)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="simulations")
    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="+")
    nature = models.CharField(max_length=20, choices=DemandeDeFinancement.Nature, default="avance")
    """Of the requests that the file, or the form, would make."""
    source = models.CharField(max_length=20, choices=Source)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.EN_ATTENTE)
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    au = models.DateTimeField("simulée au")
    fichier = models.ForeignKey(Document, models.PROTECT, null=True, related_name="simulations")
    lue = models.BooleanField(default=False)
    terminee_le = models.DateTimeField("terminée le", null=True)
    issue = models.CharField("ce qui est arrivé", max_length=500, blank=True)
    erreurs = models.JSONField("erreurs de l’en-tête", default=list)
    nombre = models.PositiveIntegerField("commandes", default=0)
    acceptees = models.PositiveIntegerField("acceptées", default=0)
    a_verifier = models.PositiveIntegerField("à vérifier", default=0)
    rejetees = models.PositiveIntegerField("rejetées", default=0)
    # How far the worker is: the page reads it, nothing rests on it.
    phase = models.CharField(max_length=12, choices=Phase, blank=True)
    pour_cent = models.PositiveSmallIntegerField(default=0)
    lignes_faites = models.PositiveIntegerField(default=0)
    essai = models.PositiveIntegerField(default=0)
    signe_de_vie_le = models.DateTimeField("dernier signe de vie", null=True)

    objects = SimulationQuerySet.as_manager()
    lus_avec = ("fournisseur__organisation", "candidature__dispositif", "candidature__produit")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="simulation_fichier_selon_la_source",
                condition=Q(source="fichier", fichier__isnull=False) | Q(source="formulaire", fichier=None),
                violation_error_message="Une simulation par fichier garde son fichier, et elle seule.",
            ),
            models.CheckConstraint(
                name="simulation_close_a_une_date",
                condition=Q(statut__in=["en_attente", "en_cours"], terminee_le=None)
                | Q(
                    statut__in=["terminee", "echouee"],
                    terminee_le__isnull=False,
                    terminee_le__gte=models.F("demandee_le"),
                ),
                violation_error_message="Une simulation se termine après avoir été demandée.",
            ),
            models.CheckConstraint(
                name="simulation_terminee_est_lue",
                condition=~Q(statut="terminee") | Q(lue=True),
                violation_error_message="Une simulation terminée a lu toutes ses commandes.",
            ),
            models.CheckConstraint(
                name="simulation_echouee_dit_pourquoi",
                condition=~Q(statut="echouee") | ~Q(issue=""),
                violation_error_message="Une simulation échouée dit pourquoi.",
            ),
            models.CheckConstraint(
                name="simulation_en_cours_donne_signe",
                condition=~Q(statut="en_cours") | Q(signe_de_vie_le__isnull=False),
                violation_error_message="Une simulation en cours donne signe de vie.",
            ),
        ]

    def __str__(self) -> str:
        quoi = self.fichier.nom if self.fichier else f"une {self.format.une} saisie"
        return f"Simulation n° {self.pk} ({quoi})"

    def get_absolute_url(self) -> str:
        return reverse("financement:simulation", args=[self.pk])

    @property
    def format(self) -> Format:
        return FORMATS[self.nature]

    @property
    def dossier(self) -> "Simulation":
        return self

    @property
    def cle_dossier(self) -> str:
        return f"simulation:{self.pk}"

    @property
    def en_chemin(self) -> bool:
        """Whether a worker has it, or will."""
        return self.statut in self.ACTIVES

    @property
    def gardee_jusqu_au(self) -> datetime:
        return self.demandee_le + timedelta(days=SIMULATEUR.jours_gardes)

    def motifs(self) -> list[tuple[str, int]]:
        """Each rule that something does not satisfy, and how many orders it concerns: the most frequent first."""
        par_combinaison = self.lignes.exclude(regles="").order_by().values_list("regles").annotate(n=models.Count("pk"))
        nombres: Counter[str] = Counter()
        for regles, nombre in par_combinaison:
            nombres.update(dict.fromkeys(regles.strip("|").split("|"), nombre))
        return nombres.most_common()

    def avancer(self, *, phase: str, lignes: int) -> bool:
        """Tells the page, and says the worker is alive. False when the simulation is no longer this worker's."""
        siennes = Simulation.objects.filter(pk=self.pk, statut=self.Statut.EN_COURS, essai=self.essai)
        part = min(99, 100 * lignes // self.nombre) if self.nombre else 0
        faites = {"phase": phase, "pour_cent": part, "lignes_faites": lignes, "nombre": self.nombre}
        return bool(siennes.update(signe_de_vie_le=timezone.now(), **faites))

    def compter(self) -> None:
        """The counts, from the rows."""
        lus = dict(
            self.lignes.order_by()
            .values_list("prediction")
            .annotate(n=models.Count("pk"))
            .values_list("prediction", "n")
        )
        self.nombre = sum(lus.values())
        self.acceptees, self.a_verifier, self.rejetees = (lus.get(prediction.value, 0) for prediction in Prediction)


class LigneSimuleeQuerySet(models.QuerySet["LigneSimulee"]):
    def visibles_par(self, acteur: Acteur) -> "LigneSimuleeQuerySet":
        return self.filter(simulation__in=Simulation.objects.visibles_par(acteur))


class LigneSimulee(models.Model):
    """One order and what would be said of it. `contenu`: as read, or as corrected since."""

    class Prediction(models.TextChoices):
        ACCEPTE = "accepte", "Acceptée"
        A_VERIFIER = "a_verifier", "À vérifier par un agent"
        REJETE = "rejete", "Rejetée"

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="lignes")
    rang = models.PositiveIntegerField("rang dans le fichier")
    reference = models.CharField("numéro du bon de commande", max_length=50, blank=True)
    cle = models.CharField("RPPS ou FINESS", max_length=20, blank=True)
    nom = models.CharField("client", max_length=200, blank=True)
    recherche = models.CharField(max_length=300, blank=True)
    contenu = models.JSONField(null=True)
    erreurs = models.JSONField("erreurs de format", default=list)
    jugement = models.JSONField(default=dict)
    prediction = models.CharField(max_length=12, choices=Prediction)
    regles = models.CharField("règles en défaut", max_length=500, blank=True)
    """|CMD-04|PRIX-01| : what lists filter and count by; |FORMAT| when the order could not be read."""
    corrigee_le = models.DateTimeField("corrigée le", null=True)

    objects = LigneSimuleeQuerySet.as_manager()

    class Meta:
        ordering = ["simulation", "rang"]
        indexes = [models.Index(fields=["simulation", "prediction", "rang"], name="ligne_simulee_par_prediction")]
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "rang"],
                name="ligne_simulee_un_rang_une_fois",
                violation_error_message="Cette ligne du fichier est déjà simulée.",
            ),
            models.CheckConstraint(
                name="ligne_simulee_illisible_est_rejetee",
                condition=Q(erreurs=[]) & ~Q(jugement={}) | ~Q(erreurs=[]) & Q(jugement={}, prediction="rejete"),
                violation_error_message="Une commande illisible est rejetée sans être jugée.",
            ),
        ]

    def __str__(self) -> str:
        return f"Commande n° {self.rang} ({self.reference or 'sans numéro'})"

    def get_absolute_url(self) -> str:
        return reverse("financement:ligne_simulee", args=[self.simulation_id, self.rang])

    @property
    def obstacles(self) -> list[dict[str, Any]]:
        """What is not plainly in order, the reasons of a rejection first."""
        constats = self.jugement.get("constats", [])
        return sorted(constats, key=lambda constat: constat["issue"] != "non_conforme")
