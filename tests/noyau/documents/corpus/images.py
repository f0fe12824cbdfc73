"""Pictures that are cut, huge, or something else; drawings that run scripts."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

from tests.monde import PDF
from tests.noyau.documents.corpus.cas import ABIME, AUTRE, MELANGE, Cas, cas
from tests.noyau.documents.corpus.zips import UN
from tests.noyau.documents.formats import EXE, HTML, jpeg, png

SVG = "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>"
FORMAT, TROP = "n’est pas dans un format accepté", "50 millions de points"


def image(format: str, mode: str = "RGB", cote: int = 64, **options: Any) -> Callable[[], bytes]:
    def faire() -> bytes:
        sortie = BytesIO()
        Image.effect_noise((cote, cote), 80).convert(mode).save(sortie, format, **options)
        return sortie.getvalue()

    return faire


def png_declare(largeur: int, hauteur: int) -> bytes:
    """A header that promises a picture of that size; one line of data."""
    entete = b"IHDR" + struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    blocs = (entete, b"IDAT" + zlib.compress(bytes(100)), b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(bloc) - 4) + bloc + struct.pack(">I", zlib.crc32(bloc)) for bloc in blocs
    )


def svg(contenu: str) -> bytes:
    return SVG.format(contenu).encode()


BRUIT_PNG, BRUIT_JPEG = image("PNG")(), image("JPEG")()
IMAGES: list[Cas] = [
    cas("PNG de 10 milliards de points", "a.png", png_declare(100_000, 100_000), TROP),
    cas("PNG de 50 millions et un", "a.png", png_declare(50_000_001, 1), TROP),
    cas("PNG d’un milliard de colonnes", "a.png", png_declare(2**30, 2**30), TROP),
    cas("PNG de largeur nulle", "a.png", png_declare(0, 10), ABIME),
    cas("PNG coupé à 60 %", "a.png", BRUIT_PNG[: len(BRUIT_PNG) * 6 // 10], ABIME),
    cas("PNG sans données", "a.png", BRUIT_PNG[:33], ABIME),
    cas("PNG sans en-tête", "a.png", BRUIT_PNG[:8], ABIME),
    cas("PNG et zip après", "a.png", BRUIT_PNG + UN, MELANGE),
    cas("PNG et PDF après", "a.png", BRUIT_PNG + PDF, MELANGE),
    cas("PNG et script après", "a.png", BRUIT_PNG + b"<script>x</script>", MELANGE),
    cas("PNG et PHP après", "a.png", BRUIT_PNG + b"<?php x", MELANGE),
    cas("PNG et programme après", "a.png", BRUIT_PNG + EXE, MELANGE),
    cas("PNG et octets après", "a.png", BRUIT_PNG + b"reste", "", "octets_en_trop"),
    cas("JPEG coupé à 60 %", "a.jpg", BRUIT_JPEG[: len(BRUIT_JPEG) * 6 // 10], ABIME),
    cas("JPEG sans données", "a.jpg", BRUIT_JPEG[:20], ABIME),
    cas("JPEG et zip après", "a.jpg", BRUIT_JPEG + UN, MELANGE),
    cas("JPEG et PDF après", "a.jpg", BRUIT_JPEG + PDF, MELANGE),
    cas("JPEG et page web après", "a.jpeg", BRUIT_JPEG + b"<html>", MELANGE),
    cas("JPEG et octets d’un téléphone", "a.jpg", BRUIT_JPEG + b"SEFH\x6b\0", "", "octets_en_trop"),
    cas("JPEG qui contient un PDF", "a.jpg", BRUIT_JPEG[:2] + b"\xff\xfe\0\x0a%PDF-1.4" + BRUIT_JPEG[2:], MELANGE),
    cas("JPEG en PNG", "a.png", jpeg(), AUTRE),
    cas("PNG en JPEG", "a.jpg", png(), AUTRE),
    cas("GIF en PNG", "a.png", image("GIF", "P"), AUTRE),
    cas("TIFF en JPEG", "a.jpg", image("TIFF"), AUTRE),
    cas("page web en PNG", "a.png", HTML, AUTRE),
    cas("dessin SVG", "a.svg", svg("<rect/>"), FORMAT),
    cas("dessin à script", "a.svg", svg("<script>alert(1)</script>"), FORMAT),
    cas("dessin à gestionnaire", "a.svg", svg("<rect onload='alert(1)'/>"), FORMAT),
    cas("dessin en PNG", "a.png", svg("<script/>"), AUTRE),
    cas("dessin en JPEG", "a.jpeg", svg("<image href='https://x.example'/>"), AUTRE),
]
