"""Stored files. Bytes live once under the address of their content; each deposit keeps its own name as data."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from segur.noyau.comptes.models import Acteur, Organisation
from segur.noyau.documents.proprietaires import visibles_par


class Fichier(models.Model):
    """The bytes. Never overwritten, never changed."""

    empreinte = models.CharField("SHA-256", max_length=64, unique=True)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.empreinte

    @property
    def chemin(self) -> str:
        return f"{self.empreinte[:2]}/{self.empreinte[2:4]}/{self.empreinte}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visibles_par(self, acteur: Acteur) -> "DocumentQuerySet":
        """A document is seen by whoever sees one of the objects that own it."""
        return self.filter(visibles_par(acteur))


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
        with default_storage.open(self.fichier.chemin) as flux:
            return flux.read()
