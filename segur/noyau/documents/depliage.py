"""Taking the files out of a zip archive that came from outside, one by one: a bad entry is said, the others go on."""

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from segur.noyau.documents.mesures import en_octets

MORCEAU = 64 * 1024
RAPPORT_JUGE_AU_DELA = 1024**2  # a small file may be nothing but blanks
CHIFFREE = 0x1
ARCHIVES = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
DU_SYSTEME = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
DEFAUTS = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Bornes:
    """`octets` bounds all the inflated entries together, `octets_par_fichier` (excluded) each one. In bytes."""

    entrees: int
    octets: int
    octets_par_fichier: int
    rapport: int


@dataclass(frozen=True, slots=True)
class Entree:
    """One file of the archive: its bytes, or why it was left there, in French."""

    nom: str
    contenu: bytes = b""
    refus: str = ""


class ArchiveIllisible(Exception):
    """Why nothing was taken out, in French, with the repair."""


class EntreeRefusee(Exception):
    """Why that one was not taken out."""


def est_du_systeme(chemin: str) -> bool:
    """What a computer adds for itself: nobody means to deposit it."""
    morceaux = PurePosixPath(chemin).parts
    nom = morceaux[-1].lower() if morceaux else ""
    return "__MACOSX" in morceaux or nom in DU_SYSTEME or nom.startswith("._")


def homonymes(flux: IO[bytes], bornes: Bornes) -> frozenset[str]:
    """Names that files of other contents share in that archive, whatever their folder and their case: which is meant?

    Lower-cased. By what the archive declares of each one, without inflating any. Raises ArchiveIllisible.
    """
    declares: dict[str, set[tuple[int, int]]] = defaultdict(set)
    with _ouvrir(flux) as archive:
        for membre in _membres(archive, bornes):
            declares[nom_seul(membre.filename)].add((membre.CRC, membre.file_size))
    return frozenset(nom for nom, contenus in declares.items() if len(contenus) > 1)


def nom_seul(chemin: str) -> str:
    """The name of the file, without its folders nor its case."""
    return PurePosixPath(chemin.replace("\\", "/")).name.casefold()


def deplier(flux: IO[bytes], bornes: Bornes) -> Iterator[Entree]:
    """Each file in turn; nothing is written, and never more than one is in memory. Raises ArchiveIllisible."""
    with _ouvrir(flux) as archive:
        membres = _membres(archive, bornes)
        reste = bornes.octets
        for membre in membres:
            entree = _sortir(archive, membre, bornes, reste)
            reste -= len(entree.contenu)
            yield entree


def _ouvrir(flux: IO[bytes]) -> ZipFile:
    try:
        return ZipFile(flux)
    except DEFAUTS as cause:
        raise ArchiveIllisible("Cette archive est abîmée ou n’est pas un ZIP : refaites-la.") from cause


def _membres(archive: ZipFile, bornes: Bornes) -> list[ZipInfo]:
    membres = [m for m in archive.infolist() if not (m.filename.endswith("/") or est_du_systeme(m.filename))]
    if len(membres) > bornes.entrees:
        raise ArchiveIllisible(
            f"Cette archive contient {len(membres)} fichiers : {bornes.entrees} au plus. Partagez-la en plusieurs."
        )
    return membres


def _sortir(archive: ZipFile, membre: ZipInfo, bornes: Bornes, reste: int) -> Entree:
    nom = membre.filename.replace("\\", "/")
    try:
        _exiger_un_fichier_ordinaire(membre, nom)
        return Entree(nom, _gonfler(archive, membre, bornes, reste))
    except EntreeRefusee as refus:
        return Entree(nom, refus=str(refus))
    except DEFAUTS:
        return Entree(nom, refus="Ce fichier est abîmé dans l’archive : déposez-le seul.")


def _exiger_un_fichier_ordinaire(membre: ZipInfo, nom: str) -> None:
    chemin = PurePosixPath(nom)
    if chemin.is_absolute() or ".." in chemin.parts or ":" in nom or not membre.orig_filename.isprintable():
        raise EntreeRefusee("Son chemin sort de l’archive ou n’est pas lisible : renommez ce fichier.")
    if S_ISLNK(membre.external_attr >> 16):
        raise EntreeRefusee("C’est un raccourci vers un autre fichier : déposez le fichier lui-même.")
    if membre.flag_bits & CHIFFREE:
        raise EntreeRefusee("Ce fichier est protégé par un mot de passe : ôtez-le.")
    if membre.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise EntreeRefusee("Ce fichier est compressé d’une façon inconnue du portail : refaites un ZIP ordinaire.")
    if chemin.suffix.lower() in ARCHIVES:
        raise EntreeRefusee("C’est une archive dans l’archive : déposez-la seule, ou ce qu’elle contient.")


def _gonfler(archive: ZipFile, membre: ZipInfo, bornes: Bornes, reste: int) -> bytes:
    """Counted while it inflates: what the header declares is not believed."""
    morceaux, lus = [], 0
    with archive.open(membre) as flux:
        while morceau := flux.read(MORCEAU):
            lus += len(morceau)
            if lus >= bornes.octets_par_fichier:
                raise EntreeRefusee(f"Ce fichier atteint {en_octets(bornes.octets_par_fichier)} : compressez-le.")
            if lus > max(RAPPORT_JUGE_AU_DELA, bornes.rapport * membre.compress_size):
                raise EntreeRefusee(f"Ce fichier est compressé plus de {bornes.rapport} fois : déposez-le seul.")
            if lus > reste:
                raise EntreeRefusee(f"L’archive dépliée dépasse {en_octets(bornes.octets)} : partagez-la en plusieurs.")
            morceaux.append(morceau)
    return b"".join(morceaux)
