"""The database and the storage, both ways: every file that is named is there, whole; every file there is named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction as db

from segur.noyau.documents.chiffrement import DonneeIllisible
from segur.noyau.documents.empreintes import mesurer
from segur.noyau.documents.models import Fichier

SANS_NOM_TOLERE = timedelta(days=1)
"""A deposit writes its bytes before it commits, an import keeps its own file for hours."""
SANS_NOM_GARDE = timedelta(days=7)
ADRESSE = re.compile(r"(?:chiffres/(?P<cle>[0-9a-f]{12})/)?([0-9a-f]{2})/([0-9a-f]{2})/(?P<empreinte>\2\3[0-9a-f]{60})")


class Defaut(Enum):
    MANQUANT = "manquant"
    ALTERE = "altéré"
    ILLISIBLE = "illisible avec les clés présentes"
    ENCORE_LA = "effacé en base, encore rangé"
    SANS_NOM = "rangé, sans nom en base"


@dataclass(frozen=True, slots=True)
class Anomalie:
    defaut: Defaut
    chemin: str

    def __str__(self) -> str:
        return f"{self.chemin} : {self.defaut.value}"


def anomalies(le: datetime) -> Iterator[Anomalie]:
    """Reads every byte stored."""
    for fichier in Fichier.objects.order_by("pk").iterator(chunk_size=500):
        defaut = _defaut(fichier)
        if defaut:
            yield Anomalie(defaut, fichier.chemin)
    for chemin in sans_nom(le - SANS_NOM_TOLERE):
        yield Anomalie(Defaut.SANS_NOM, chemin)


def _defaut(fichier: Fichier) -> Defaut | None:
    if fichier.efface_le:
        return Defaut.ENCORE_LA if default_storage.exists(fichier.chemin) else None
    try:
        if empreinte_rangee(fichier) != (fichier.empreinte, fichier.taille):
            return Defaut.ALTERE
    except FileNotFoundError:
        # Erased meanwhile with its row: nothing is missing.
        return Defaut.MANQUANT if Fichier.objects.filter(pk=fichier.pk).exists() else None
    except DonneeIllisible:
        return Defaut.ILLISIBLE
    return None


def empreinte_rangee(fichier: Fichier) -> tuple[str, int]:
    """Hash and size of the content that the storage holds, decrypted when it is encrypted."""
    if fichier.cle:
        return mesurer(BytesIO(fichier.lire()))
    with default_storage.open(fichier.chemin) as flux:
        return mesurer(flux)


def sans_nom(avant: datetime) -> Iterator[str]:
    """Stored before that instant, and that no row names; most of it was left by a process killed half-way."""
    for chemin in _chemins(""):
        try:
            recent = default_storage.get_modified_time(chemin) >= avant
        except FileNotFoundError:
            continue
        if not recent and not _est_nomme(chemin):
            yield chemin


def _chemins(dossier: str) -> Iterator[str]:
    dossiers, fichiers = default_storage.listdir(dossier)
    yield from (f"{dossier}{nom}" for nom in sorted(fichiers))
    for nom in sorted(dossiers):
        yield from _chemins(f"{dossier}{nom}/")


def _est_nomme(chemin: str) -> bool:
    adresse = ADRESSE.fullmatch(chemin)
    if adresse is None:
        return False
    return Fichier.objects.filter(empreinte=adresse["empreinte"], cle=adresse["cle"] or "").exists()


def purger(le: datetime) -> int:
    """Erases what nothing has named for a week. Only what bears the name of its content: the rest is somebody's."""
    return sum(_effacer(chemin) for chemin in sans_nom(le - SANS_NOM_GARDE))


def _effacer(chemin: str) -> bool:
    """A row of its own is held meanwhile: a deposit of the same bytes waits, then writes them anew."""
    adresse = ADRESSE.fullmatch(chemin)
    if adresse is None:
        return False
    with db.atomic():
        tenu, cree = Fichier.objects.get_or_create(
            empreinte=adresse["empreinte"],
            cle=adresse["cle"] or "",
            defaults={"taille": 0, "type_mime": "application/octet-stream"},
        )
        if cree:
            default_storage.delete(chemin)
            tenu.delete()
    return cree
