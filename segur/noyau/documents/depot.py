"""Keeping a file, inside the caller's transaction; and erasing the bytes that no document names any more."""

import mimetypes
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection
from django.db import transaction as db
from django.db.models import QuerySet

from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.antivirus import taches as antivirus
from segur.noyau.documents.chiffrement import chiffrer, nom_de_la_cle
from segur.noyau.documents.controles import extension
from segur.noyau.documents.empreintes import empreinte, mesurer
from segur.noyau.documents.examen import examiner
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.pannes import rangement

__all__ = ["deposer", "deposer_octets", "effacer", "empreinte", "oublier", "sans_document"]

LONGUEUR_DU_NOM = 255


def deposer(flux: IO[bytes] | File, *, nom: str, zone: str, acteur: Acteur, le: datetime) -> Document:
    """Stores the bytes under their SHA-256 (once for all owners) and returns the document that names them.

    The deposit place says whether they are encrypted: nobody forgets it.
    """
    cle = nom_de_la_cle() if zone in ZONES and ZONES[zone].chiffree else ""
    remarques = _remarques(flux, nom, zone)
    with db.atomic():
        fichier = _ranger(flux, mimetypes.guess_type(nom)[0] or "application/octet-stream", cle)
        document = Document.objects.create(
            fichier=fichier,
            remarques=remarques,
            nom=nom.replace("\x00", "")[-LONGUEUR_DU_NOM:],
            zone=zone,
            depose_par=acteur.utilisateur,
            organisation=acteur.organisation,
            depose_le=le,
        )
        antivirus.recevoir(document, le)
    return document


def deposer_octets(contenu: bytes, *, nom: str, zone: str, acteur: Acteur, le: datetime) -> Document:
    return deposer(ContentFile(contenu), nom=nom, zone=zone, acteur=acteur, le=le)


def _remarques(flux: IO[bytes] | File, nom: str, zone: str) -> list[str]:
    """What the deposit place found when it let the file in; nothing of what the portal writes itself."""
    if zone not in ZONES or not ZONES[zone].examinee:
        return []
    examen = examiner(flux, extension(nom), empreinte(flux))
    return ["non_examine"] if examen.refus else list(examen.remarques)


def _ranger(flux: IO[bytes] | File, type_mime: str, cle: str) -> Fichier:
    """The row, held until the end of the transaction, then the bytes: nobody erases them meanwhile."""
    empreinte, taille = mesurer(flux)
    fichier = _retenir(empreinte, cle, {"taille": taille, "type_mime": type_mime})
    with rangement():
        if not _est_entier(fichier):
            _ecrire(fichier, flux)
    if fichier.efface_le:  # by its former owners: these bytes have a new one
        Fichier.objects.filter(pk=fichier.pk).update(efface_le=None)
    return fichier


def _ecrire(fichier: Fichier, flux: IO[bytes] | File) -> None:
    """What a write that fails left there goes at once; failing that, the next deposit or the night removes it."""
    flux.seek(0)
    try:
        default_storage.save(fichier.chemin, ContentFile(chiffrer(flux.read())) if fichier.cle else File(flux))
    except OSError:
        with suppress(OSError):
            default_storage.delete(fichier.chemin)
        raise


def _retenir(empreinte: str, cle: str, defauts: dict[str, Any]) -> Fichier:
    """A shared lock: deposits of the same bytes do not wait for each other, their erasure waits for them all.

    SQLite has one writer at a time, and needs none.
    """
    verrou = "FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    while True:
        pk = Fichier.objects.get_or_create(empreinte=empreinte, cle=cle, defaults=defauts)[0].pk
        tenus = Fichier.objects.raw(f"SELECT * FROM documents_fichier WHERE id = %s {verrou}", [pk])  # noqa: S608
        for fichier in tenus:  # none when it was erased at that very instant
            return fichier


def sans_document() -> QuerySet[Fichier]:
    """The bytes that no deposit names any more."""
    return Fichier.objects.filter(documents=None)


def effacer(pk: int) -> bool:
    """Erases bytes that nothing names. False when they serve after all, or are gone. May be run again at any point."""
    with db.atomic():
        fichier = Fichier.objects.select_for_update().filter(pk=pk).first()
        if fichier is None or fichier.documents.exists():
            return False
        default_storage.delete(fichier.chemin)
        fichier.delete()
    return True


def oublier(document: Document, le: datetime) -> bool:
    """That owner is done with a sensitive paper: its row and hash stay. True when the bytes went with the last owner.

    May be run again at any point; a deposit of the same bytes waits, then writes them anew.
    """
    with db.atomic():
        fichier = Fichier.objects.select_for_update().get(pk=document.fichier_id)
        Document.objects.filter(pk=document.pk, efface_le=None).update(efface_le=le)
        if fichier.documents.filter(efface_le=None).exists():
            return False
        Fichier.objects.filter(pk=fichier.pk, efface_le=None).update(efface_le=le)
        default_storage.delete(fichier.chemin)
    return True


def _est_entier(fichier: Fichier) -> bool:
    """Whether the bytes are there already; what a process killed while writing left behind is removed."""
    if not default_storage.exists(fichier.chemin):
        return False
    if default_storage.size(fichier.chemin) == fichier.taille_rangee:
        return True
    default_storage.delete(fichier.chemin)
    return False
