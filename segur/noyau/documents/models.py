"""Stored files. Bytes live once under the address of their content; each deposit keeps its own name as data."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse

from segur.noyau.comptes.models import Acteur, Organisation
from segur.noyau.documents.antivirus import regles as antivirus
from segur.noyau.documents.chiffrement import dechiffrer, taille_chiffree
from segur.noyau.documents.proprietaires import visibles_par
from segur.noyau.documents.remarques import REMARQUES
from segur.noyau.regles import Verdict

INFECTE = "Infecté"


class Analyse(models.TextChoices):
    """What the antivirus said of these very bytes. They never change, nor does it."""

    NON_ANALYSE = antivirus.NON_ANALYSE, "non analysé"
    SAIN = antivirus.SAIN, "sain"
    INFECTE = antivirus.INFECTE, "infecté"


class Fichier(models.Model):
    """The bytes. Never overwritten, never changed; those of an identity paper go once every owner is done with it
    (`efface_le`), and the row stays. `cle` names the key that encrypted them; empty: they are in clear.

    Hash and size are those of the content as it was deposited, encrypted or not.
    """

    empreinte = models.CharField("SHA-256", max_length=64)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField(max_length=120)
    cle = models.CharField("clé de chiffrement", max_length=12, blank=True)
    analyse = models.CharField("antivirus", max_length=12, choices=Analyse.choices, default=Analyse.NON_ANALYSE)
    virus = models.CharField("signature reconnue", max_length=200, blank=True)
    analyse_le = models.DateTimeField("analysé le", null=True)
    moteur = models.CharField("version de l’antivirus", max_length=120, blank=True)
    essaye_le = models.DateTimeField("dernier essai d’analyse", null=True)
    raison_de_l_attente = models.CharField(max_length=200, blank=True)
    efface_le = models.DateTimeField("octets effacés le", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fichier_efface_etait_chiffre",
                condition=Q(efface_le=None) | ~Q(cle=""),
                violation_error_message="Seules des pièces sensibles s’effacent en gardant leur ligne.",
            ),
            models.UniqueConstraint(fields=["empreinte", "cle"], name="fichier_unique"),
            models.CheckConstraint(
                name="fichier_analyse_datee",
                condition=Q(analyse=antivirus.NON_ANALYSE, analyse_le=None, moteur="")
                | (~Q(analyse=antivirus.NON_ANALYSE) & Q(analyse_le__isnull=False) & ~Q(moteur="")),
                violation_error_message="Un verdict de l’antivirus dit quand il a été rendu, et par quelle version.",
            ),
            models.CheckConstraint(
                name="fichier_infecte_dit_par_quoi",
                condition=Q(analyse=antivirus.INFECTE) ^ Q(virus=""),
                violation_error_message="Un fichier infecté, et lui seul, dit ce que l’antivirus y a reconnu.",
            ),
        ]
        indexes = [
            models.Index(fields=["essaye_le"], name="fichier_a_analyser", condition=Q(analyse=antivirus.NON_ANALYSE))
        ]

    def __str__(self) -> str:
        return self.empreinte

    @property
    def cle_dossier(self) -> str:
        return f"fichier:{self.empreinte[:40]}"

    @property
    def chemin(self) -> str:
        dossier = f"chiffres/{self.cle}/" if self.cle else ""
        return f"{dossier}{self.empreinte[:2]}/{self.empreinte[2:4]}/{self.empreinte}"

    @property
    def taille_rangee(self) -> int:
        """In bytes, as the storage holds it."""
        return taille_chiffree(self.taille) if self.cle else self.taille

    def lire(self) -> bytes:
        with default_storage.open(self.chemin) as flux:
            contenu: bytes = flux.read()
        return dechiffrer(contenu) if self.cle else contenu


class DocumentQuerySet(models.QuerySet["Document"]):
    def visibles_par(self, acteur: Acteur) -> "DocumentQuerySet":
        """A document is seen by whoever sees one of the objects that own it; an encrypted one never by this door."""
        return self.filter(visibles_par(acteur), fichier__cle="")


class Document(models.Model):
    """A deposit: a file, the name its author gave it, and who deposited it when."""

    identifiant = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="documents")
    nom = models.CharField(max_length=255)
    zone = models.CharField(max_length=40)
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    depose_le = models.DateTimeField()
    remarques = models.JSONField("remarques sur la structure", default=list, blank=True)
    efface_le = models.DateTimeField("n’est plus lisible depuis", null=True)

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("documents:telecharger", args=[self.identifiant])

    def lire(self) -> bytes:
        return self.fichier.lire()

    def servable_a(self, acteur: Acteur) -> Verdict:
        """Whether the bytes may leave for that person, who sees the document already."""
        return antivirus.servable(
            etat=self.fichier.analyse,
            signature=self.fichier.virus,
            du_deposant=acteur.organisation is not None and self.organisation_id == acteur.organisation.pk,
            non_analyse_tolere=settings.SERVIR_NON_ANALYSE,
        )

    @property
    def avertissements(self) -> list[str]:
        """What whoever opens the file is told beside it."""
        return avertissements(self.remarques, self.fichier.analyse, self.fichier.virus)


def avertissements(remarques: list[str], analyse: str, virus: str) -> list[str]:
    dits = [REMARQUES[code].texte for code in remarques if code in REMARQUES]
    if analyse == Analyse.INFECTE:
        dits.insert(0, f"{INFECTE} : l’antivirus y a reconnu « {virus} ». Ce fichier n’est remis à personne.")
    elif analyse == Analyse.NON_ANALYSE:
        dits.append("Non analysé par l’antivirus.")
    return dits


def se_montre(analyse: str) -> bool:
    """Whether a page shows the file by itself, whoever reads it."""
    verdict = antivirus.servable(
        etat=analyse, signature="", du_deposant=False, non_analyse_tolere=settings.SERVIR_NON_ANALYSE
    )
    return verdict.favorable
