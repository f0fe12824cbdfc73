"""Keeping a file: bytes first, then the rows that name them, inside the caller's transaction."""

import hashlib
import mimetypes
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.documents.chiffrement import chiffrer, nom_de_la_cle
from segur.noyau.documents.models import Document, Fichier

LONGUEUR_DU_NOM = 255


def deposer(flux: IO[bytes] | File, *, nom: str, zone: str, acteur: Acteur, le: datetime) -> Document:
    """Stores the bytes under their SHA-256 (once for all owners) and returns the document that names them.

    The deposit place says whether they are encrypted: nobody forgets it.
    """
    cle = nom_de_la_cle() if zone in ZONES and ZONES[zone].chiffree else ""
    fichier = _ranger(flux, mimetypes.guess_type(nom)[0] or "application/octet-stream", cle)
    return Document.objects.create(
        fichier=fichier,
        nom=nom.replace("\x00", "")[-LONGUEUR_DU_NOM:],
        zone=zone,
        depose_par=acteur.utilisateur,
        organisation=acteur.organisation,
        depose_le=le,
    )


def deposer_octets(contenu: bytes, *, nom: str, zone: str, acteur: Acteur, le: datetime) -> Document:
    return deposer(ContentFile(contenu), nom=nom, zone=zone, acteur=acteur, le=le)


def _ranger(flux: IO[bytes] | File, type_mime: str, cle: str) -> Fichier:
    empreinte, taille = _mesurer(flux)
    fichier = Fichier(empreinte=empreinte, taille=taille, type_mime=type_mime, cle=cle)
    if not _est_entier(fichier):
        flux.seek(0)
        default_storage.save(fichier.chemin, ContentFile(chiffrer(flux.read())) if cle else File(flux))
    autres = {"taille": taille, "type_mime": type_mime}
    return Fichier.objects.get_or_create(empreinte=empreinte, cle=cle, defaults=autres)[0]


def _est_entier(fichier: Fichier) -> bool:
    """Whether the bytes are there already; what a process killed while writing left behind is removed."""
    if not default_storage.exists(fichier.chemin):
        return False
    if default_storage.size(fichier.chemin) == fichier.taille_rangee:
        return True
    default_storage.delete(fichier.chemin)
    return False


def empreinte(flux: IO[bytes] | File) -> str:
    """SHA-256 of the whole content, in hexadecimal; the reading position is back at the start."""
    condense, _ = _mesurer(flux)
    flux.seek(0)
    return condense


def _mesurer(flux: IO[bytes] | File) -> tuple[str, int]:
    flux.seek(0)
    condense, taille = hashlib.sha256(), 0
    while morceau := flux.read(1024 * 1024):
        condense.update(morceau)
        taille += len(morceau)
    return condense.hexdigest(), taille
