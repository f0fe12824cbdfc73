"""What people really deposit. All of it must pass."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
from openpyxl import Workbook
from PIL import Image

from segur.portail.demonstration.pdf import pdf_vierge
from tests.noyau.documents.corpus.bureautique import ooxml
from tests.noyau.documents.corpus.cas import Cas, cas
from tests.noyau.documents.corpus.images import image
from tests.noyau.documents.corpus.pdfs import pdf
from tests.noyau.documents.corpus.videos import MP4, boite
from tests.noyau.documents.corpus.zips import ZIP_STORED, par_flux, zip_de
from tests.noyau.documents.formats import HONNETES


def mis_a_jour() -> bytes:
    """A second revision after the first one, as signing does."""
    premier = pdf_vierge()
    ancienne, nouvelle = premier.index(b"xref\n"), len(premier)
    return premier + (
        b"xref\n0 0\ntrailer<</Root 1 0 R/Size 4/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (ancienne, nouvelle)
    )


def classeur(lignes: int) -> bytes:
    sortie, livre = BytesIO(), Workbook()
    feuille: Any = livre.active
    for rang in range(lignes):
        feuille.append([rang, f"Élément {rang}", "=A1+1"])
    livre.save(sortie)
    return sortie.getvalue()


def photo_double() -> bytes:
    """As telephones take them: the depth, or the clip, in a second picture."""
    sortie, vue = BytesIO(), Image.effect_noise((64, 64), 80).convert("RGB")
    vue.save(sortie, "MPO", save_all=True, append_images=[vue])
    return sortie.getvalue()


def zip_64() -> bytes:
    sortie = BytesIO()
    with ZipFile(sortie, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as membre:
        membre.write(b"texte")
    return sortie.getvalue()


MOTS = (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable)
HONNETES_DU_CORPUS: list[Cas] = [cas(f"honnête {nom}", nom, contenu) for nom, contenu in HONNETES.items()] + [
    cas("PDF de cent pages", "a.pdf", pdf(pages=100)),
    cas("PDF revu", "a.pdf", mis_a_jour),
    cas("PDF linéarisé", "a.pdf", pdf(linearize=True)),
    cas("PDF à objets groupés", "a.pdf", pdf(object_stream_mode=MOTS[0])),
    cas("PDF sans groupe", "a.pdf", pdf(object_stream_mode=MOTS[1])),
    cas("PDF de version 2.0", "a.pdf", pdf(min_version="2.0")),
    cas("PNG à palette", "a.png", image("PNG", "P")),
    cas("PNG transparent", "a.png", image("PNG", "RGBA")),
    cas("PNG noir et blanc", "a.png", image("PNG", "1")),
    cas("JPEG progressif", "a.jpg", image("JPEG", progressive=True)),
    cas("JPEG en gris", "a.jpg", image("JPEG", "L")),
    cas("JPEG d’imprimeur", "a.jpg", image("JPEG", "CMYK")),
    cas("JPEG à deux images", "a.jpg", photo_double),
    cas("JPEG aux octets d’une archive", "a.jpg", lambda: image("JPEG")()[:-2] + b"PK\x05\x06" + b"\xff\xd9"),
    cas("classeur de mille lignes", "a.xlsx", lambda: classeur(1000)),
    cas("présentation", "a.pptx", lambda: ooxml("pptx", ("ppt/slides/slide1.xml", b"<x/>"))),
    cas("zip de dossiers", "a.zip", lambda: zip_de(("d/", b""), ("d/é.txt", b"a"), ("__MACOSX/._a", b"x"))),
    cas("zip sans compression", "a.zip", lambda: zip_de(("a.txt", b"a" * 999), methode=ZIP_STORED)),
    cas("zip de 64 bits", "a.zip", zip_64),
    cas("zip par flux", "a.zip", lambda: par_flux(("a.txt", b"a" * 999))),
    cas("zip de blancs", "a.zip", lambda: zip_de(("a.txt", b" " * 3_000_000))),
    cas("MP4 entier", "a.mp4", MP4),
    cas("MOV sans ftyp", "a.mov", boite(b"moov", bytes(40)) + boite(b"mdat", bytes(90))),
]
