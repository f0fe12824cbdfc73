"""The examination of one file, by its extension. Whatever a parser throws is a refusal."""

from typing import BinaryIO

from segur.noyau.documents.structure import textes, videos, zips
from segur.noyau.documents.structure.constats import ABIME, Constats, FichierRefuse

BUREAUTIQUE, OPENDOCUMENT, OLE2 = ("docx", "xlsx", "pptx"), ("ods", "odt", "odr"), ("doc", "xls", "ppt")
IMAGES, VIDEOS, TEXTES = ("png", "jpg", "jpeg"), ("mp4", "mov", "avi", "flv", "fv"), ("txt", "csv")


def constater(flux: BinaryIO, suffixe: str) -> tuple[str, list[str]]:
    """Why the file is refused (empty: it is not), and the codes of its remarks."""
    constats = Constats()
    try:
        _examiner(flux, suffixe, constats)
    except FichierRefuse as refus:
        return str(refus), []
    except Exception:  # any error of a library on what a stranger wrote, MemoryError included
        return ABIME, []
    return "", sorted(constats.remarques)


def _examiner(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """Libraries are heavy: each one is imported for the files it reads."""
    if suffixe == "pdf":
        from segur.noyau.documents.structure import pdfs

        pdfs.examiner(flux, constats)
    elif suffixe in IMAGES:
        from segur.noyau.documents.structure import images

        images.examiner(flux, suffixe, constats)
    elif suffixe in (*BUREAUTIQUE, *OPENDOCUMENT, *OLE2):
        _examiner_un_document(flux, suffixe, constats)
    elif suffixe in VIDEOS:
        videos.examiner(flux, suffixe)
    elif suffixe in TEXTES:
        textes.examiner(flux, suffixe, constats)
    else:
        zips.examiner(flux, constats, _relire)


def _examiner_un_document(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    from segur.noyau.documents.structure import bureautique

    if suffixe in BUREAUTIQUE:
        bureautique.examiner_ooxml(flux, suffixe, constats)
    elif suffixe in OPENDOCUMENT:
        bureautique.examiner_opendocument(flux, suffixe, constats)
    else:
        bureautique.examiner_ole2(flux, suffixe, constats)


def _relire(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """An entry of an archive. An archive within is bounded with it; of the other files, only the remarks are kept."""
    if flux.read(4) == b"PK\x03\x04":
        constats.profondeur -= 1
        if constats.profondeur < 0:
            raise FichierRefuse("contient des archives dans des archives : déposez leur contenu.")
        _relire_une_archive(flux, suffixe, constats)
        constats.profondeur += 1
    elif suffixe in ("pdf", *OLE2):
        _relever(flux, suffixe, constats)


def _relire_une_archive(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    if suffixe in BUREAUTIQUE + OPENDOCUMENT:
        _examiner_un_document(flux, suffixe, constats)
    else:
        zips.examiner(flux, constats, _relire)


def _relever(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """A damaged document within an archive is the reviewer's affair: only what it would run is said here."""
    try:
        _examiner(flux, suffixe, constats)
    except Exception:  # the same
        constats.noter("repare")
