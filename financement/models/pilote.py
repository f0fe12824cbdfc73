"""The first installations of a supplier's solution, that the ANS validates before any balance (AF 6.3)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from candidatures.models import Candidature
from financement.models.commande import Commande
from financement.models.fournisseur import DuFournisseur, Fournisseur
from financement.regles.commande.faits import Signature
from segur.noyau.comptes.models import ANS, ASP, Acteur, Role
from segur.noyau.documents.models import Document

SIGNATURES = [
    (Signature.MANUSCRITE.value, "Manuscrite"),
    (Signature.CPX.value, "Carte CPx"),
    (Signature.PSC.value, "Pro Santé Connect"),
    (Signature.RGS.value, "Certificat RGS"),
    (Signature.EIDAS_SIMPLE.value, "Électronique simple (eIDAS)"),
    (Signature.EIDAS_AVANCEE.value, "Électronique avancée (eIDAS)"),
    (Signature.EIDAS_QUALIFIEE.value, "Électronique qualifiée (eIDAS)"),
]


class DossierPiloteQuerySet(models.QuerySet["DossierPilote"]):
    def visibles_par(self, acteur: Acteur) -> "DossierPiloteQuerySet":
        """The supplier sees its own; the ANS and the ASP those that were sent at least once."""
        if acteur.est_systeme:
            return self
        if acteur.tient(*ANS, *ASP, Role.ADMINISTRATEUR):
            return self.filter(premiere_transmission_le__isnull=False)
        return self.filter(fournisseur__in=Fournisseur.objects.visibles_par(acteur))

    def a_verifier(self) -> "DossierPiloteQuerySet":
        return self.filter(statut=DossierPilote.Statut.TRANSMIS)


class DossierPilote(DuFournisseur, models.Model):
    """One for each supplier and each solution. Its lock is that of the candidature, its journal is its own."""

    class Statut(models.TextChoices):
        A_CONSTITUER = "a_constituer", "À constituer"
        TRANSMIS = "transmis", "Transmis à l’ANS"
        A_COMPLETER = "a_completer", "À compléter"
        ACCEPTE = "accepte", "Accepté"

    MODIFIABLE = (Statut.A_CONSTITUER, Statut.A_COMPLETER)

    fournisseur = models.ForeignKey(Fournisseur, models.PROTECT, related_name="dossiers_pilotes")
    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="dossiers_pilotes")
    statut = models.CharField(max_length=20, choices=Statut, default=Statut.A_CONSTITUER)
    ouvert_le = models.DateTimeField("ouvert le")
    ouvert_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    premiere_transmission_le = models.DateTimeField(null=True)
    transmis_le = models.DateTimeField("transmis le", null=True)
    transmis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instructeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    instruit_depuis = models.DateTimeField(null=True)
    motif = models.TextField("motif", blank=True)
    a_rendre_le = models.DateField("à rendre le", null=True)
    accepte_le = models.DateTimeField("accepté le", null=True)
    accepte_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DossierPiloteQuerySet.as_manager()
    lus_avec = (
        "fournisseur__organisation",
        "candidature__produit__editeur",
        "candidature__dispositif",
        "candidature__eligibilite",
        "instructeur",
        "transmis_par",
        "accepte_par",
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "dossier des pilotes"
        verbose_name_plural = "dossiers des pilotes"
        constraints = [
            models.UniqueConstraint(
                fields=["fournisseur", "candidature"],
                name="dossier_pilote_unique",
                violation_error_message="Un dossier des pilotes existe déjà pour cette solution.",
            ),
            models.CheckConstraint(
                name="dossier_pilote_transmis_a_une_date",
                condition=models.Q(statut="a_constituer", transmis_le=None, premiere_transmission_le=None)
                | ~models.Q(statut="a_constituer")
                & models.Q(
                    transmis_le__isnull=False, transmis_par__isnull=False, premiere_transmission_le__isnull=False
                ),
                violation_error_message="Un dossier transmis, et lui seul, dit par qui et quand.",
            ),
            models.CheckConstraint(
                name="dossier_pilote_dates_en_ordre",
                condition=models.Q(transmis_le=None)
                | models.Q(
                    premiere_transmission_le__gte=models.F("ouvert_le"),
                    transmis_le__gte=models.F("premiere_transmission_le"),
                ),
                violation_error_message="Ouverture, première et dernière transmission se suivent.",
            ),
            models.CheckConstraint(
                name="dossier_pilote_accepte_a_une_date",
                condition=models.Q(
                    statut="accepte",
                    accepte_par__isnull=False,
                    accepte_le__isnull=False,
                    accepte_le__gte=models.F("transmis_le"),
                )
                | ~models.Q(statut="accepte") & models.Q(accepte_le=None, accepte_par=None),
                violation_error_message="Un dossier accepté, et lui seul, dit par qui et quand, après sa transmission.",
            ),
            models.CheckConstraint(
                name="dossier_pilote_a_completer_a_une_date_de_retour",
                condition=~models.Q(statut="a_completer") | models.Q(a_rendre_le__isnull=False),
                violation_error_message="Un dossier à compléter dit pour quel jour.",
            ),
            models.CheckConstraint(
                name="dossier_pilote_instruit_depuis_une_date",
                condition=models.Q(instructeur=None, instruit_depuis=None)
                | models.Q(instructeur__isnull=False, instruit_depuis__isnull=False),
                violation_error_message="Un dossier pris en charge dit par qui et depuis quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pilotes de {self.candidature.produit}, {self.candidature.dispositif.libelle}"

    def get_absolute_url(self) -> str:
        return reverse("financement:dossier_pilote", args=[self.pk])

    @property
    def dossier(self) -> Candidature:
        return self.candidature

    @dossier.setter
    def dossier(self, verrouillee: Candidature) -> None:
        self.candidature = verrouillee

    @property
    def pk_du_fournisseur(self) -> int:
        return self.fournisseur_id

    @property
    def cle_dossier(self) -> str:
        return f"pilotes:{self.pk}"


class PiloteQuerySet(models.QuerySet["Pilote"]):
    def visibles_par(self, acteur: Acteur) -> "PiloteQuerySet":
        return self.filter(dossier_pilote__in=DossierPilote.objects.visibles_par(acteur))

    def actuels(self) -> "PiloteQuerySet":
        return self.filter(retire_le=None)


class Pilote(models.Model):
    """One order chosen among those whose advance is validated. One that is replaced is kept, withdrawn."""

    dossier_pilote = models.ForeignKey(DossierPilote, models.PROTECT, related_name="pilotes")
    commande = models.ForeignKey(Commande, models.PROTECT, related_name="pilotes")
    choisi_le = models.DateTimeField()
    choisi_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retire_le = models.DateTimeField(null=True)

    objects = PiloteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=models.Q(retire_le=None),
                name="pilote_une_commande_une_fois",
                violation_error_message="Cette commande est déjà l’un des pilotes.",
            ),
            models.CheckConstraint(
                name="pilote_dates_en_ordre",
                condition=models.Q(retire_le=None) | models.Q(retire_le__gte=models.F("choisi_le")),
                violation_error_message="Un pilote se retire après avoir été choisi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commande.reference} ({self.commande.nom})"

    @property
    def cle(self) -> str:
        return f"pilote:{self.pk}"


class ProcesVerbalQuerySet(models.QuerySet["ProcesVerbal"]):
    def visibles_par(self, acteur: Acteur) -> "ProcesVerbalQuerySet":
        return self.filter(pilote__in=Pilote.objects.visibles_par(acteur))

    def actuels(self) -> "ProcesVerbalQuerySet":
        return self.filter(remplace_le=None).select_related("document__fichier")


class ProcesVerbal(models.Model):
    """A PV as it was deposited, with what it says. The one it replaces is kept."""

    pilote = models.ForeignKey(Pilote, models.PROTECT, related_name="proces_verbaux")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    installe_le = models.DateField("installation complète le")
    signe_le = models.DateField("PV signé par le client le")
    signature = models.CharField("nature de la signature", max_length=20, choices=SIGNATURES)
    signataire = models.CharField("signataire, pour le client", max_length=200)
    observation = models.TextField("ce qui a été observé", blank=True)
    depose_le = models.DateTimeField()
    remplace_le = models.DateTimeField(null=True)

    objects = ProcesVerbalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "procès-verbal d’installation pilote"
        constraints = [
            models.UniqueConstraint(
                fields=["pilote"],
                condition=models.Q(remplace_le=None),
                name="pv_un_seul_par_pilote",
                violation_error_message="Ce pilote a déjà son PV.",
            ),
            models.CheckConstraint(
                name="pv_signe_apres_l_installation",
                condition=models.Q(signe_le__gte=models.F("installe_le")),
                violation_error_message="Le PV se signe après l’installation.",
            ),
            models.CheckConstraint(
                name="pv_a_un_signataire",
                condition=~models.Q(signataire=""),
                violation_error_message="Le PV dit qui l’a signé pour le client.",
            ),
        ]

    def __str__(self) -> str:
        return f"PV d’installation pilote de {self.pilote}"

    def en_texte(self) -> str:
        """What a judgment bears on, and what a correction shows before and after."""
        installe, signe = f"installé le {self.installe_le:%d/%m/%Y}", f"signé le {self.signe_le:%d/%m/%Y}"
        signe = f"{signe} par {self.signataire} ({self.get_signature_display()})"
        return f"{self.document.nom} ({self.document.fichier.empreinte[:12]}) ; {installe} ; {signe}"


class SupportDeFormationQuerySet(models.QuerySet["SupportDeFormation"]):
    def visibles_par(self, acteur: Acteur) -> "SupportDeFormationQuerySet":
        return self.filter(dossier_pilote__in=DossierPilote.objects.visibles_par(acteur))

    def actuels(self) -> "SupportDeFormationQuerySet":
        return self.filter(retire_le=None)


class SupportDeFormation(models.Model):
    """A file or a link that serves the training. One may cover several contents of the annex (PR-09)."""

    dossier_pilote = models.ForeignKey(DossierPilote, models.PROTECT, related_name="supports")
    titre = models.CharField("titre", max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    lien = models.URLField("lien", max_length=500, blank=True)
    ajoute_le = models.DateTimeField()
    ajoute_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retire_le = models.DateTimeField(null=True)

    objects = SupportDeFormationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "support de formation"
        constraints = [
            models.CheckConstraint(
                name="support_fichier_ou_lien",
                condition=models.Q(document=None) & ~models.Q(lien="") | models.Q(document__isnull=False, lien=""),
                violation_error_message="Un support est un fichier ou un lien.",
            ),
            models.CheckConstraint(
                name="support_dates_en_ordre",
                condition=models.Q(retire_le=None) | models.Q(retire_le__gte=models.F("ajoute_le")),
                violation_error_message="Un support se retire après avoir été ajouté.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def en_texte(self) -> str:
        contenu = f"{self.document.nom} ({self.document.fichier.empreinte[:12]})" if self.document else self.lien
        return f"{self.titre} : {contenu}"


class ContenuCouvert(models.Model):
    """One content of the annex that a support covers."""

    support = models.ForeignKey(SupportDeFormation, models.CASCADE, related_name="contenus")
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["support", "code"],
                name="contenu_couvert_une_fois",
                violation_error_message="Ce support couvre déjà ce contenu.",
            )
        ]

    def __str__(self) -> str:
        return self.code


class PointDePilote(models.Model):
    """What a reviewer says of one PV (`pilote:12`) or of one content (`contenu:psc`). `vu`: what was judged."""

    dossier_pilote = models.ForeignKey(DossierPilote, models.PROTECT, related_name="points")
    cle = models.CharField(max_length=80)
    libelle = models.CharField("libellé", max_length=300)
    conforme = models.BooleanField()
    motif = models.TextField(blank=True)
    vu = models.TextField(blank=True)
    pose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pose_le = models.DateTimeField()
    envoye_le = models.DateTimeField(null=True)
    leve_le = models.DateTimeField(null=True)
    valeur_apres = models.TextField(blank=True)

    objects: models.Manager["PointDePilote"]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_pilote", "cle"],
                condition=models.Q(leve_le=None),
                name="point_de_pilote_actuel_unique",
                violation_error_message="Ce point porte déjà un avis.",
            ),
            models.CheckConstraint(
                name="point_de_pilote_a_corriger_a_un_motif",
                condition=models.Q(conforme=True, motif="", envoye_le=None)
                | models.Q(conforme=False) & ~models.Q(motif=""),
                violation_error_message="Un point à corriger, et lui seul, dit pourquoi ; lui seul s’envoie.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} : {'conforme' if self.conforme else self.motif}"

    @property
    def change(self) -> Any:
        return self.valeur_apres != self.vu
