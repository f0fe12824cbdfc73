"""Videos: the containers are walked from the first byte to the last; what they show is not decoded."""

from typing import BinaryIO

from segur.noyau.documents.structure.constats import ABIME, AUTRE_FORMAT, FichierRefuse

BOITES_AU_PLUS = 100_000
PREMIERES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


def examiner(flux: BinaryIO, suffixe: str) -> None:
    """Raises FichierRefuse."""
    taille = flux.seek(0, 2)
    {"avi": _avi, "flv": _flv, "fv": _flv}.get(suffixe, _boites)(flux, taille)


def _lire(flux: BinaryIO, place: int, longueur: int) -> bytes:
    flux.seek(place)
    lus = flux.read(longueur)
    if len(lus) < longueur:
        raise FichierRefuse(ABIME)
    return lus


def _boites(flux: BinaryIO, taille: int) -> None:
    """MP4 and QuickTime: boxes that follow each other, each with its size and its name."""
    place = 0
    for rang in range(BOITES_AU_PLUS):
        entete = _lire(flux, place, 8)
        if rang == 0 and entete[4:] not in PREMIERES:
            raise FichierRefuse(AUTRE_FORMAT)
        place += _longueur(flux, place, entete, taille)
        if place == taille:
            return
        if place > taille:
            break
    raise FichierRefuse(ABIME)


def _longueur(flux: BinaryIO, place: int, entete: bytes, taille: int) -> int:
    longueur, minimum = int.from_bytes(entete[:4], "big"), 8
    if longueur == 0:
        return taille - place
    if longueur == 1:
        longueur, minimum = int.from_bytes(_lire(flux, place + 8, 8), "big"), 16
    if longueur < minimum or not entete[4:].isascii():
        raise FichierRefuse(ABIME)
    return longueur


def _avi(flux: BinaryIO, taille: int) -> None:
    """One RIFF chunk, or several when the video is long."""
    place = 0
    for _ in range(BOITES_AU_PLUS):
        entete = _lire(flux, place, 12)
        if entete[:4] != b"RIFF" or entete[8:] not in (b"AVI ", b"AVIX"):
            raise FichierRefuse(ABIME if place else AUTRE_FORMAT)
        longueur = int.from_bytes(entete[4:8], "little")
        place += 8 + longueur + longueur % 2
        if place in (taille, taille + 1):
            return
    raise FichierRefuse(ABIME)


def _flv(flux: BinaryIO, taille: int) -> None:
    """Tags, each followed by its own size."""
    entete = _lire(flux, 0, 13)
    if entete[:4] != b"FLV\x01" or entete[5:9] != b"\0\0\0\x09":
        raise FichierRefuse(AUTRE_FORMAT)
    place = 13
    while place < taille:
        etiquette = _lire(flux, place, 11)
        longueur = 11 + int.from_bytes(etiquette[1:4], "big")
        if int.from_bytes(_lire(flux, place + longueur, 4), "big") != longueur:
            raise FichierRefuse(ABIME)
        place += longueur + 4
