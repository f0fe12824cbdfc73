"""Stored files. Bytes live once under the address of their content; each deposit keeps its own name as data."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import Acteur, Organisation
from segur.noyau.documents.chiffrement import dechiffrer, taille_chiffree
from segur.noyau.documents.proprietaires import visibles_par


class Fichier(models.Model):
    """The bytes. Never overwritten, never changed. `cle` names the key that encrypted them; empty: they are in clear.

    Hash and size are those of the content as it was deposited, encrypted or not.
    """

    empreinte = models.CharField("SHA-256", max_length=64)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField(max_length=120)
    cle = models.CharField("clé de chiffrement", max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["empreinte", "cle"], name="fichier_unique")]

    def __str__(self) -> str:
        return self.empreinte

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

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("documents:telecharger", args=[self.identifiant])

    def lire(self) -> bytes:
        return self.fichier.lire()
