"""ZIP archives: what their directory says, what their bytes say, and what comes out, counted while it inflates."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from segur.noyau.documents.structure.constats import ABIME, MELANGE, MOT_DE_PASSE, Constats, FichierRefuse

MORCEAU = 64 * 1024
RAPPORT_AU_PLUS = 200
RAPPORT_JUGE_AU_DELA = 4 * 1024**2  # a small file may be nothing but blanks
RELUS_AU_PLUS = 20 * 1024**2  # an entry that is a document itself is read whole up to there
CHIFFREE, DESCRIPTEUR = 0x1, 0x8
ENTETE_LOCAL, FIN = struct.Struct("<4s5H3I2H"), b"PK\x05\x06"
COMMENTAIRE_AU_PLUS = 1024
DESCRIPTEUR_AU_PLUS = 24
PROGRAMMES = frozenset(
    [
        ".exe",
        ".dll",
        ".scr",
        ".com",
        ".bat",
        ".cmd",
        ".ps1",
        ".vbs",
        ".vbe",
        ".js",
        ".jse",
        ".wsf",
        ".wsh",
        ".hta",
        ".msi",
        ".jar",
        ".lnk",
        ".reg",
        ".cpl",
        ".pif",
        ".iso",
        ".img",
    ]
)
MAGIES = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")

Relire = Callable[[BinaryIO, str, Constats], None]
"""Examines one entry that is itself a document, for its remarks."""


def examiner(flux: BinaryIO, constats: Constats, relire: Relire | None = None) -> None:
    """A whole archive. Raises FichierRefuse."""
    taille = flux.seek(0, 2)
    with ZipFile(flux) as archive:
        membres = archive.infolist()
        _exiger_une_fin(flux, taille)
        _exiger_des_octets_tous_decrits(archive, flux, membres)
        constats.entrees -= len(membres)
        if constats.entrees < 0:
            raise FichierRefuse("contient trop de fichiers (2 000 au plus) : partagez-le en plusieurs archives.")
        for membre in membres:
            _exiger_un_membre_ordinaire(membre)
        for membre in membres:
            _gonfler(archive, membre, constats, relire)


def _exiger_une_fin(flux: BinaryIO, taille: int) -> None:
    """The last record ends with the file: what comes after it would be read by nobody, or by another program."""
    debut = max(0, taille - 22 - COMMENTAIRE_AU_PLUS)
    flux.seek(debut)
    queue = flux.read()
    place = queue.rfind(FIN)
    if place < 0 or len(queue) - place < 22:
        raise FichierRefuse(MELANGE)
    if int.from_bytes(queue[place + 20 : place + 22], "little") != len(queue) - place - 22:
        raise FichierRefuse(MELANGE)


def _exiger_des_octets_tous_decrits(archive: ZipFile, flux: BinaryIO, membres: list[ZipInfo]) -> None:
    """Entries follow each other from the first byte to the directory: two programs read the same archive there."""
    if len({membre.filename for membre in membres}) < len(membres):
        raise FichierRefuse("contient deux fichiers du même nom : renommez-en un, puis refaites l’archive.")
    fin, jeu = 0, 0
    for membre in sorted(membres, key=lambda m: m.header_offset):
        if not 0 <= membre.header_offset - fin <= jeu:
            raise FichierRefuse(MELANGE)
        fin = _debut_des_donnees(flux, membre) + membre.compress_size
        jeu = DESCRIPTEUR_AU_PLUS if membre.flag_bits & DESCRIPTEUR else 0
    if not 0 <= archive.start_dir - fin <= jeu:
        raise FichierRefuse(MELANGE)


def _debut_des_donnees(flux: BinaryIO, membre: ZipInfo) -> int:
    flux.seek(membre.header_offset)
    entete = flux.read(ENTETE_LOCAL.size)
    if len(entete) < ENTETE_LOCAL.size:
        raise FichierRefuse(ABIME)
    signature, _, drapeaux, methode, _, _, _, comprime, gonfle, nom, extra = ENTETE_LOCAL.unpack(entete)
    if signature != b"PK\x03\x04":
        raise FichierRefuse(ABIME)
    declares = (membre.flag_bits & CHIFFREE, membre.compress_type)
    if (drapeaux & CHIFFREE, methode) != declares or not _memes_tailles(membre, drapeaux, comprime, gonfle):
        raise FichierRefuse(MELANGE)
    return membre.header_offset + ENTETE_LOCAL.size + int(nom) + int(extra)


def _memes_tailles(membre: ZipInfo, drapeaux: int, comprime: int, gonfle: int) -> bool:
    """Unless a descriptor, or the 64-bit extension, says them elsewhere."""
    if drapeaux & DESCRIPTEUR or 0xFFFFFFFF in (comprime, gonfle):
        return True
    return (comprime, gonfle) == (membre.compress_size, membre.file_size)


def _exiger_un_membre_ordinaire(membre: ZipInfo) -> None:
    nom = membre.filename.replace("\\", "/")
    chemin = PurePosixPath(nom)
    if membre.flag_bits & CHIFFREE:
        raise FichierRefuse(MOT_DE_PASSE)
    if membre.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FichierRefuse("est compressé d’une façon que le portail ne lit pas : refaites un zip ordinaire.")
    if S_ISLNK(membre.external_attr >> 16):
        raise FichierRefuse("contient un raccourci vers un autre fichier : mettez-y le fichier lui-même.")
    hors = chemin.is_absolute() or ".." in chemin.parts or nom[1:2] == ":"
    if hors or "\0" in membre.orig_filename:
        raise FichierRefuse("contient un fichier dont le chemin sort de l’archive : refaites-la d’un seul dossier.")


def _gonfler(archive: ZipFile, membre: ZipInfo, constats: Constats, relire: Relire | None) -> None:
    """By pieces: what the header declares is not believed."""
    suffixe = PurePosixPath(membre.filename).suffix.lower()
    gardes: list[bytes] = []
    garde, lus = relire is not None and membre.file_size <= RELUS_AU_PLUS, 0
    with archive.open(membre) as flux:
        while morceau := flux.read(MORCEAU):
            if not lus and morceau.startswith(MAGIES):
                constats.noter("programme")
            lus += len(morceau)
            _exiger_une_mesure(membre, lus, constats, len(morceau))
            if garde and lus <= RELUS_AU_PLUS:
                gardes.append(morceau)
    if suffixe in PROGRAMMES:
        constats.noter("programme")
    if relire is not None and garde:
        relire(BytesIO(b"".join(gardes)), suffixe.lstrip("."), constats)


def _exiger_une_mesure(membre: ZipInfo, lus: int, constats: Constats, de_plus: int) -> None:
    constats.octets -= de_plus
    if constats.octets < 0:
        raise FichierRefuse("dépasse 300 Mo une fois déplié : partagez-le en plusieurs archives.")
    if lus > max(RAPPORT_JUGE_AU_DELA, RAPPORT_AU_PLUS * membre.compress_size):
        raise FichierRefuse(f"contient un fichier compressé plus de {RAPPORT_AU_PLUS} fois : déposez-le sans archive.")
