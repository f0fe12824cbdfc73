"""Step 3: what is expected of a candidature, chapter by chapter, and what was deposited (E3-01…E3-29)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from candidatures.models import Candidature, Collaborateur, Etape
from candidatures.models.candidature import DuProduit
from preuves import heritage
from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.dispositifs.preuves import SUBSTITUTS, nature_de
from segur.noyau.documents.models import Document
from segur.noyau.referentiel.models import ChapitreRem, PreuveAttendue


class ChapitreQuerySet(models.QuerySet["Chapitre"]):
    def visibles_par(self, acteur: Acteur) -> "ChapitreQuerySet":
        return self.filter(candidature__in=Candidature.objects.visibles_par(acteur))

    def avec_compteurs(self) -> "ChapitreQuerySet":
        """Adds nb_preuves, nb_chargees, nb_conformes… of the proofs that are asked, and nb_dispensees of the others."""
        statut = Preuve.Statut
        # Asked proof by proof: a set of all the provisional deposits would grow with the portal.
        provisoire = Exists(Depot.objects.provisoires().filter(preuve=OuterRef("preuves")))
        demandees = ~Q(preuves__provenance__in=heritage.DISPENSES)
        return self.select_related("chapitre_rem").annotate(
            nb_preuves=Count("preuves", filter=demandees),
            nb_a_charger=Count("preuves", filter=demandees & Q(preuves__statut=statut.A_CHARGER)),
            nb_chargees=Count(
                "preuves", filter=demandees & ~Q(preuves__statut__in=[statut.A_CHARGER, statut.A_MODIFIER])
            ),
            nb_conformes=Count("preuves", filter=Q(preuves__statut=statut.CONFORME)),
            nb_a_modifier=Count("preuves", filter=demandees & Q(preuves__statut=statut.A_MODIFIER)),
            nb_soumises=Count("preuves", filter=demandees & Q(preuves__statut=statut.SOUMISE)),
            nb_dispensees=Count("preuves", filter=Q(preuves__provenance__in=heritage.DISPENSES)),
            nb_provisoires=Count("preuves", filter=demandees & Q(provisoire)),
        )


class Chapitre(Etape):
    class Statut(models.TextChoices):
        A_COMPLETER = "a_completer", "A compléter"
        SOUMIS = "soumis", "Soumis"
        A_MODIFIER = "a_modifier", "A modifier"
        VALIDE = "valide", "Validé"
        DISPENSE = "dispense", "Aucune preuve à déposer"

    COMPLEMENTAIRE = "Preuves complémentaires"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="chapitres")
    chapitre_rem = models.ForeignKey(ChapitreRem, models.PROTECT, null=True, related_name="+")
    titre = models.CharField("titre d’un chapitre hors REM", max_length=250, blank=True)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_COMPLETER)
    premiere_soumission_le = models.DateTimeField(null=True)
    soumis_le = models.DateTimeField(null=True)
    valide_le = models.DateTimeField(null=True)
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruit_depuis = models.DateTimeField(null=True)

    objects = ChapitreQuerySet.as_manager()  # type: ignore[assignment, misc]
    lus_avec = (*Etape.lus_avec, "chapitre_rem")

    class Meta:
        ordering = [F("chapitre_rem__ordre").asc(nulls_last=True), "pk"]
        verbose_name = "chapitre"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "chapitre_rem"], name="chapitre_unique"),
            models.UniqueConstraint(
                fields=["candidature", "titre"], condition=~Q(titre=""), name="chapitre_hors_rem_unique"
            ),
            models.CheckConstraint(
                name="chapitre_du_rem_ou_titre",
                condition=Q(chapitre_rem__isnull=False, titre="") | (Q(chapitre_rem=None) & ~Q(titre="")),
                violation_error_message="Un chapitre est du REM, ou porte son propre titre.",
            ),
            models.CheckConstraint(
                name="chapitre_soumis_a_une_date",
                condition=Q(statut__in=["a_completer", "dispense"]) | Q(premiere_soumission_le__isnull=False),
                violation_error_message="Un chapitre soumis porte l’instant de sa première soumission.",
            ),
            models.CheckConstraint(
                name="chapitre_instruit_depuis_une_date",
                condition=Q(instructeur=None, instruit_depuis=None)
                | Q(instructeur__isnull=False, instruit_depuis__isnull=False),
                violation_error_message="Un chapitre pris en charge dit par qui et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return self.chapitre_rem.titre if self.chapitre_rem else self.titre

    def get_absolute_url(self) -> str:
        return reverse("preuves:chapitre", args=[self.candidature.numero, self.pk])

    @property
    def suivi(self) -> tuple[Utilisateur | None, datetime | None]:
        """Who judges it and since when: the chapter's own person, otherwise the one who follows the candidature."""
        if self.instructeur_id:
            return self.instructeur, self.instruit_depuis
        return self.candidature.suivi


class PreuveQuerySet(models.QuerySet["Preuve"]):
    def visibles_par(self, acteur: Acteur) -> "PreuveQuerySet":
        return self.filter(chapitre__candidature__in=Candidature.objects.visibles_par(acteur))

    def demandees(self) -> "PreuveQuerySet":
        """Without those that are inherited, equivalent or no longer expected: neither loaded nor judged."""
        return self.exclude(provenance__in=heritage.DISPENSES)

    def provisoires(self) -> "PreuveQuerySet":
        """Those that rest today on a piece accepted in the place of the final one."""
        return self.demandees().filter(Exists(Depot.objects.provisoires().filter(preuve=OuterRef("pk"))))

    def pour_liste(self) -> "PreuveQuerySet":
        """Ready for the chapter page: requirement, scenario and current deposit, in a constant number of queries."""
        return self.select_related("attendue__scenario__exigence", "chapitre__candidature").prefetch_related(
            models.Prefetch(
                "depots",
                Depot.objects.actuels().select_related("document__fichier", "depose_par"),
                to_attr="depots_actuels",
            )
        )


class Preuve(DuProduit, models.Model):
    class Statut(models.TextChoices):
        A_CHARGER = "a_charger", "à charger"
        CHARGEE = "chargee", "chargée"
        SOUMISE = "soumise", "soumise"
        CONFORME = "conforme", "conforme"
        A_MODIFIER = "a_modifier", "à modifier"

    class Provenance(models.TextChoices):
        A_DEPOSER = heritage.Provenance.A_DEPOSER, "à déposer"
        HERITEE = heritage.Provenance.HERITEE, "héritée"
        EQUIVALENTE = heritage.Provenance.EQUIVALENTE, "équivalente"
        COMPLEMENTAIRE = heritage.Provenance.COMPLEMENTAIRE, "complémentaire"
        RETIREE = heritage.Provenance.RETIREE, "plus attendue"

    chapitre = models.ForeignKey(Chapitre, models.PROTECT, related_name="preuves")
    attendue = models.ForeignKey(PreuveAttendue, models.PROTECT, null=True, related_name="+")
    intitule = models.CharField("intitulé d’une pièce hors REM", max_length=200, blank=True)
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_CHARGER)
    motif = models.TextField("modification demandée", blank=True)
    commentaire = models.TextField("commentaire de l’éditeur", blank=True)
    provenance = models.CharField(max_length=20, choices=Provenance, default=Provenance.A_DEPOSER)
    raison = models.TextField("raison de la provenance", blank=True)
    reference = models.CharField("texte de référence", max_length=250, blank=True)
    sources = models.TextField("ce dont la provenance dépend, une source par ligne", blank=True)

    objects = PreuveQuerySet.as_manager()
    lus_avec = ("attendue__scenario__exigence", "chapitre__candidature")

    class Meta:
        ordering = [F("attendue__ordre").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["chapitre", "attendue"], name="preuve_unique"),
            models.UniqueConstraint(
                fields=["chapitre", "intitule"], condition=~Q(intitule=""), name="preuve_hors_rem_unique"
            ),
            models.CheckConstraint(
                name="preuve_attendue_ou_intitulee",
                condition=Q(attendue__isnull=False, intitule="") | (Q(attendue=None) & ~Q(intitule="")),
                violation_error_message="Une preuve est attendue par le REM, ou porte son propre intitulé.",
            ),
            models.CheckConstraint(
                name="preuve_dispensee_a_une_raison",
                condition=~Q(provenance__in=["heritee", "equivalente", "retiree"])
                | (~Q(raison="") & ~Q(statut="conforme")),
                violation_error_message="Une preuve dispensée dit pourquoi, et n’est pas jugée.",
            ),
            models.CheckConstraint(
                name="preuve_a_modifier_a_un_motif",
                condition=~Q(statut="a_modifier") | ~Q(motif=""),
                violation_error_message="Une preuve à modifier porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.attendue.identifiant if self.attendue else self.intitule

    def get_absolute_url(self) -> str:
        return f"{self.chapitre.get_absolute_url()}#preuve-{self.pk}"

    @property
    def adresse_de_la_salle(self) -> str:
        """The page of the proof alone, where it is read and judged."""
        return reverse("preuves:preuve", args=[self.pk])

    def droit_exige(self, transition: Any) -> str:
        """Depositing a proof files nothing: its chapter is what is submitted."""
        return Collaborateur.Droit.SAISIE

    @property
    def est_dispensee(self) -> bool:
        return self.provenance in heritage.DISPENSES

    @property
    def nature(self) -> str:
        """The nature of a proof with rules of its own (CNDA, EDC PSC…), "" for an ordinary one."""
        if self.attendue is None:
            return nature_de("", self.intitule)
        fonction = self.attendue.scenario.exigence.titre
        return nature_de(self.attendue.identifiant, f"{self.attendue.libelle} {fonction}")

    @property
    def etat(self) -> str:
        """What a person reads first: that it is not asked, otherwise its status."""
        return self.get_provenance_display() if self.est_dispensee else self.get_statut_display()

    @property
    def dossier(self) -> Candidature:
        return self.chapitre.candidature

    @dossier.setter
    def dossier(self, dossier: Candidature) -> None:
        self.chapitre.candidature = dossier

    @property
    def cle_dossier(self) -> str:
        return self.dossier.cle_dossier


class DepotQuerySet(models.QuerySet["Depot"]):
    def actuels(self) -> "DepotQuerySet":
        """What the proof rests on today; the others are its history."""
        return self.filter(archive_le=None)

    def provisoires(self) -> "DepotQuerySet":
        return self.actuels().exclude(substitut="")


class Depot(models.Model):
    """One file, link or statement deposited for a proof. Several may stand together; one withdrawn is archived.

    `substitut`: code of the accepted substitute that it is, when it stands provisionally for the proof (DER-01…DER-07).
    """

    preuve = models.ForeignKey(Preuve, models.PROTECT, related_name="depots")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="depots")
    lien = models.URLField("lien", max_length=500, blank=True)
    declaration = models.TextField("déclaration", blank=True)
    substitut = models.CharField("pièce provisoire", max_length=40, blank=True)
    depose_le = models.DateTimeField()
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    archive_le = models.DateTimeField(null=True)

    objects = DepotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["preuve"], condition=Q(archive_le=None), name="depot_actuel")]
        constraints = [
            models.CheckConstraint(
                name="depot_fichier_lien_ou_declaration",
                condition=Q(document__isnull=False, lien="", declaration="")
                | (Q(document=None, declaration="") & ~Q(lien=""))
                | (Q(document=None, lien="", substitut="") & ~Q(declaration="")),
                violation_error_message="Un dépôt est un fichier, un lien ou une déclaration.",
            ),
        ]

    def __str__(self) -> str:
        return self.document.nom if self.document else self.lien or self.declaration

    @property
    def contenu(self) -> str:
        """What identifies the deposit: the file's SHA-256, the link, or the statement."""
        return self.document.fichier.empreinte if self.document else self.lien or self.declaration

    @property
    def lu(self) -> str:
        """What a person who judges saw of it (see `preuves.lignes.Depose.lu`)."""
        return f"{self.contenu}{self.provisoire}"

    @property
    def provisoire(self) -> str:
        """What the provisional piece is, in the words of the text that accepts it; "" for a final one."""
        return SUBSTITUTS[self.substitut].libelle if self.substitut else ""


class ReleveIntrusion(models.Model):
    """Figures of the intrusion test's form, entered beside its report (E3-45)."""

    preuve = models.OneToOneField(Preuve, models.PROTECT, related_name="releve_intrusion")
    ko_hauts = models.PositiveIntegerField("points de contrôle KO de gravité haute")
    ko_moyens = models.PositiveIntegerField("points de contrôle KO de gravité moyenne")
    saisi_le = models.DateTimeField()
    saisi_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.preuve} : {self.ko_hauts} KO de gravité haute, {self.ko_moyens} de gravité moyenne"


class Jugement(models.Model):
    """One decision of the ANS on a proof, and the very deposits that were judged. Never changed afterwards."""

    class Verdict(models.TextChoices):
        CONFORME = "conforme", "conforme"
        A_MODIFIER = "a_modifier", "modification demandée"
        INTERROMPUE = "interrompue", "demande de modification interrompue"

    preuve = models.ForeignKey(Preuve, models.PROTECT, related_name="jugements")
    verdict = models.CharField(max_length=20, choices=Verdict)
    motif = models.TextField(blank=True)
    juge_le = models.DateTimeField()
    juge_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    depots = models.ManyToManyField(Depot, related_name="jugements")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="jugement_a_modifier_a_un_motif",
                condition=~Q(verdict="a_modifier") | ~Q(motif=""),
                violation_error_message="Une demande de modification porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preuve} : {self.get_verdict_display()}"
