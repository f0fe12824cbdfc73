"""Pictures, decoded whole by Pillow: a picture that is cut, or that hides something else, is not one."""

from typing import BinaryIO
from warnings import catch_warnings
from zipfile import is_zipfile

from PIL import Image

from segur.noyau.documents.structure.constats import MELANGE, Constats, FichierRefuse

POINTS_AU_PLUS = 50_000_000
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
ETRANGERS = (b"PK\x05\x06", b"%PDF-", b"<script", b"<?php", b"<html", b"MZ\x90\0")
FINS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}


def examiner(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """Raises FichierRefuse."""
    Image.MAX_IMAGE_PIXELS = None  # measured here, before anything is decoded
    flux.seek(0)
    with catch_warnings(action="ignore"), Image.open(flux, formats=[FORMATS[suffixe]]) as image:
        if image.width * image.height > POINTS_AU_PLUS:
            raise FichierRefuse("dépasse 50 millions de points : réduisez cette image.")
        image.load()
    _exiger_une_seule_image(flux, FORMATS[suffixe], constats)


def _exiger_une_seule_image(flux: BinaryIO, format: str, constats: Constats) -> None:
    """Telephones add data of their own after the picture: said, not refused, unless another program would read it."""
    flux.seek(0)
    contenu = flux.read()
    reste = contenu[contenu.rfind(FINS[format]) + len(FINS[format]) :]
    if is_zipfile(flux) or b"%PDF-" in contenu[:1024] or any(signature in reste for signature in ETRANGERS):
        raise FichierRefuse(MELANGE)
    if reste.strip(b"\0\r\n "):
        constats.noter("octets_en_trop")
