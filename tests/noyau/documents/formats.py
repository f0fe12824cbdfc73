"""The smallest honest file of each format a proof may have."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from PIL import Image

from tests.monde import PDF

EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 112
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


def ole2(*flux: str) -> bytes:
    """A header of version 3, one sector of allocation, and a directory that names these streams."""
    entete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"
    repertoire = _entree("Root Entry", 5) + b"".join(_entree(nom, 2) for nom in flux)
    return entete.ljust(512, b"\0") + b"\xff" * 512 + repertoire.ljust(-(-len(repertoire) // 512) * 512, b"\0")


def _entree(nom: str, genre: int) -> bytes:
    octets = nom.encode("utf-16-le")
    return (octets.ljust(64, b"\0") + struct.pack("<HB", len(octets) + 2, genre)).ljust(128, b"\0")


def png() -> bytes:
    def bloc(nom: bytes, contenu: bytes) -> bytes:
        return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))

    entete = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", zlib.compress(b"\0\0")) + bloc(b"IEND", b"")


def jpeg(marque: bytes = b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0") -> bytes:
    """What Pillow writes, its first segment replaced."""
    sortie = BytesIO()
    Image.new("RGB", (8, 8), "white").save(sortie, "JPEG")
    return sortie.getvalue()[:2] + marque + sortie.getvalue()[20:]


def ftyp(marque: bytes) -> bytes:
    return b"\0\0\0\x14ftyp" + marque + b"\0\0\0\0" + marque + b"\0\0\0\x08free\0\0\0\x08mdat"


def archive(*entrees: tuple[str, str]) -> bytes:
    sortie = BytesIO()
    with ZipFile(sortie, "w") as livre:
        for nom, contenu in entrees:
            livre.writestr(nom, contenu)
    return sortie.getvalue()


def xlsx() -> bytes:
    sortie = BytesIO()
    Workbook().save(sortie)
    return sortie.getvalue()


def ouvert(genre: str) -> bytes:
    return archive(("mimetype", f"application/vnd.oasis.opendocument.{genre}"), ("content.xml", "<x/>"))


OOXML = archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<x/>"))
FLV = b"FLV\x01\x05\0\0\0\x09\0\0\0\0"
HONNETES: dict[str, bytes] = {
    "capture.png": png(),
    "photo.jpeg": jpeg(),
    "photo.jpg": jpeg(b"\xff\xe1\0\x10Exif\0\0II*\0\x08\0\0\0"),
    "brute.jpg": jpeg(b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1"),
    "video.mov": ftyp(b"qt  "),
    "ancienne.mov": b"\0\0\0\x08wide\0\0\0\x10mdat" + b"\0" * 8,
    "video.avi": b"RIFF\x44\0\0\0AVI LIST\x34\0\0\0hdrlavih" + b"\0" * 48,
    "video.flv": FLV,
    "video.fv": FLV,
    "rapport.pdf": PDF,
    "RAPPORT.PDF": PDF,
    "texte.doc": ole2("WordDocument", "1Table"),
    "classeur.xls": ole2("Workbook"),
    "diapos.ppt": ole2("PowerPoint Document"),
    "texte.docx": OOXML,
    "classeur.xlsx": xlsx(),
    "diapos.pptx": archive(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<x/>")),
    "lot.zip": archive(("a.txt", "a")),
    "vide.zip": archive(),
    "liste.csv": "Réf.;Nom\n1;Été\n".encode(),
    "excel.csv": "Réf.;Nom\r\n1;Été\r\n".encode("cp1252"),
    "notes.txt": "Éléments\tde preuve\n".encode(),
    "notes-utf16.txt": "Éléments".encode("utf-16"),
    "calcul.ods": ouvert("spreadsheet"),
    "texte.odt": ouvert("text"),
    "rapport.odr": ouvert("report"),
    **{
        f"video-{marque.decode().strip()}.mp4": ftyp(marque)
        for marque in (
            b"isom",
            b"mp41",
            b"mp42",
            b"iso2",
            b"iso5",
            b"iso6",
            b"avc1",
            b"dash",
            b"MSNV",
            b"M4V ",
            b"3gp4",
        )
    },
}
TROMPEURS: dict[str, bytes] = {
    "executable.pdf": EXE,
    "page.png": HTML,
    "archive.pdf": archive(("a.txt", "a")),
    "dessin.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "photo.png": jpeg(),
    "capture.jpg": png(),
    "rapport.jpg": PDF,
    "executable.mp4": EXE,
    "son.avi": b"RIFF\x40\0\0\0WAVEfmt " + b"\0" * 48,
    "video.mov": FLV,
    "executable.docx": EXE,
    "ancien.docx": ole2("WordDocument"),
    "nouveau.doc": OOXML,
    "rapport.zip": PDF,
    "page.xls": HTML,
    "executable.txt": EXE,
    "binaire.csv": bytes(range(256)),
    "archive.txt": archive(("a.txt", "a")),
}
