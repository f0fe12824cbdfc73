"""A part of a stored file (RFC 9110, one range): what a video player asks to move within the video."""

import re
from collections.abc import Iterator
from typing import IO

PLAGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
MORCEAU = 64 * 1024


class PlageImpossible(Exception):
    """Nothing of the file is in what was asked."""


def lire(entete: str, taille: int) -> tuple[int, int] | None:
    """First and last byte, included; None when the whole file is the answer. Raises PlageImpossible."""
    demandee = PLAGE.fullmatch(entete.strip())
    if demandee is None or demandee.groups() == ("", ""):
        return None
    premier, dernier = demandee.groups()
    if not premier:
        return _les_derniers(int(dernier), taille)
    debut, fin = int(premier), min(int(dernier) if dernier else taille - 1, taille - 1)
    if dernier and int(dernier) < debut:
        return None
    if debut >= taille:
        raise PlageImpossible
    return debut, fin


def _les_derniers(nombre: int, taille: int) -> tuple[int, int]:
    if not nombre or not taille:
        raise PlageImpossible
    return max(0, taille - nombre), taille - 1


def morceaux(flux: IO[bytes], debut: int, fin: int) -> Iterator[bytes]:
    """The file is closed once read, or when the client leaves."""
    with flux:
        flux.seek(debut)
        reste = fin - debut + 1
        while reste and (morceau := flux.read(min(MORCEAU, reste))):
            reste -= len(morceau)
            yield morceau
