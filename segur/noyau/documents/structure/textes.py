"""Plain texts and CSV: in an encoding that is known, without anything else inside."""

import codecs
import re
from typing import BinaryIO

from segur.noyau.documents.structure.constats import AUTRE_FORMAT, Constats, FichierRefuse

MARQUES = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
INTERDITS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
ETRANGERS = ("%PDF-", "PK\x03\x04", "{\\rtf")
FORMULES = re.compile(
    r"""(^|[;,\t"'])[=+\-@]\s*(\w+\||(dde|hyperlink|webservice|import\w+|exec|call|register)\()""",
    re.IGNORECASE | re.MULTILINE,
)


def examiner(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """Raises FichierRefuse."""
    flux.seek(0)
    texte = _decoder(flux.read())
    if INTERDITS.search(texte) or texte.startswith(ETRANGERS):
        raise FichierRefuse(AUTRE_FORMAT)
    if suffixe == "csv" and FORMULES.search(texte):
        constats.noter("formules")


def _decoder(contenu: bytes) -> str:
    codage = next((codage for marque, codage in MARQUES if contenu.startswith(marque)), "")
    try:
        return contenu.decode(codage or "utf-8")
    except UnicodeDecodeError as cause:
        if codage:
            raise FichierRefuse("n’est pas un texte lisible : enregistrez-le en UTF-8.") from cause
    return contenu.decode("cp1252", "replace")
