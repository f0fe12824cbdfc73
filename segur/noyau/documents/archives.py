"""Looking inside a zip archive that came from outside: measured before it is inflated, never written on disk."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from segur.noyau.documents.mesures import en_octets

MO = 1024**2
ENTREES_AU_PLUS = 100
OCTETS_AU_PLUS = 50 * MO
RAPPORT_AU_PLUS = 100
RAPPORT_JUGE_AU_DELA = MO  # a small file may be nothing but blanks
MORCEAU = 64 * 1024
CHIFFREE = 0x1
DEFAUTS = (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, IndexError)


class ArchiveRefusee(Exception):
    """Why it is not opened, in French, with the repair."""


def deplier(
    contenu: bytes, *, octets_au_plus: int = OCTETS_AU_PLUS, lues: frozenset[str] | None = None
) -> dict[str, bytes]:
    """The files of the archive, by name. Those whose extension is not among `lues` come empty. Raises ArchiveRefusee.

    No more is inflated than what the archive declares, and what it declares is bounded.
    """
    try:
        with ZipFile(BytesIO(contenu)) as archive:
            membres = [m for m in archive.infolist() if not _est_a_ignorer(m)]
            refus = list(_refus(membres, octets_au_plus))
            if refus:
                raise ArchiveRefusee(" ".join(refus))
            return {m.filename: _lire(archive, m) if _est_lu(m, lues) else b"" for m in membres}
    except DEFAUTS as cause:
        raise ArchiveRefusee("Elle est illisible ou abîmée : refaites-la, puis déposez-la à nouveau.") from cause


def replier(fichiers: dict[str, bytes]) -> bytes:
    """An archive of these files, not compressed: what is read from it is what was measured."""
    flux = BytesIO()
    with ZipFile(flux, "w", ZIP_STORED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


def extension(nom: str) -> str:
    return nom.rpartition(".")[2].lower()


def _est_a_ignorer(membre: ZipInfo) -> bool:
    """Folders, and what a Macintosh adds for itself."""
    return membre.filename.endswith("/") or membre.filename.startswith("__MACOSX/")


def _est_lu(membre: ZipInfo, lues: frozenset[str] | None) -> bool:
    return lues is None or extension(membre.filename) in lues


def _refus(membres: list[ZipInfo], octets_au_plus: int) -> Iterator[str]:
    total = sum(membre.file_size for membre in membres)
    if len(membres) > ENTREES_AU_PLUS:
        yield f"Elle contient {len(membres)} fichiers : {ENTREES_AU_PLUS} au plus. Partagez-la en plusieurs."
    if total > octets_au_plus:
        yield f"Une fois dépliée, elle pèse {en_octets(total)} : {en_octets(octets_au_plus)} au plus. Partagez-la."
    if len({membre.filename for membre in membres}) < len(membres):
        yield "Deux fichiers y portent le même nom : renommez-en un."
    for membre in membres:
        yield from _refus_du_membre(membre)


def _refus_du_membre(membre: ZipInfo) -> Iterator[str]:
    if membre.flag_bits & CHIFFREE:
        yield f"« {membre.filename} » est protégé par un mot de passe : ôtez-le."
    elif membre.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        yield f"« {membre.filename} » est compressé d’une façon que le portail ne lit pas : refaites un zip ordinaire."
    elif membre.file_size > max(RAPPORT_JUGE_AU_DELA, RAPPORT_AU_PLUS * membre.compress_size):
        yield f"« {membre.filename} » est compressé plus de {RAPPORT_AU_PLUS} fois : déposez-le sans archive."


def _lire(archive: ZipFile, membre: ZipInfo) -> bytes:
    """By small pieces: asked for the whole, the library would inflate what a false header hides before cutting it."""
    with archive.open(membre) as flux:
        return b"".join(iter(lambda: flux.read(MORCEAU), b""))
