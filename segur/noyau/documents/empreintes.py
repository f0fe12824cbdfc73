"""The SHA-256 under which bytes are stored, read without holding them."""

import hashlib
from typing import IO, Any

MORCEAU = 1024 * 1024


def empreinte(flux: IO[bytes] | Any) -> str:
    """SHA-256 of the whole content, in hexadecimal; the reading position is back at the start."""
    condense, _ = mesurer(flux)
    flux.seek(0)
    return condense


def mesurer(flux: IO[bytes] | Any) -> tuple[str, int]:
    flux.seek(0)
    condense, taille = hashlib.sha256(), 0
    while morceau := flux.read(MORCEAU):
        condense.update(morceau)
        taille += len(morceau)
    return condense.hexdigest(), taille
