"""A copy that says on every page what it was shown for, to whom and when: one found elsewhere tells where it leaked."""

import unicodedata
from io import BytesIO
from math import cos, hypot, radians, sin
from typing import BinaryIO
from warnings import catch_warnings

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

COTE = 2000
"""Longest side of a picture's copy, in points: enough to read it, not to print it again."""
PENTE = 30


def poser(flux: BinaryIO, suffixe: str, texte: str) -> bytes:
    """PDF, PNG or JPEG in, the same out."""
    return _sur_un_pdf(flux, texte) if suffixe == "pdf" else _sur_une_image(flux, texte)


def _sur_un_pdf(flux: BinaryIO, texte: str) -> bytes:
    sortie = BytesIO()
    with pikepdf.open(flux, suppress_warnings=True) as pdf:
        for page in pdf.pages:
            _marquer(pdf, page, texte)
        pdf.save(sortie)
    return sortie.getvalue()


def _marquer(pdf: pikepdf.Pdf, page: pikepdf.Page, texte: str) -> None:
    """Drawn last, whatever state the page leaves behind."""
    police = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"), Encoding=Name.WinAnsiEncoding
    )
    nom_police = page.add_resource(police, Name.Font)
    nom_etat = page.add_resource(Dictionary(Type=Name.ExtGState, ca=0.35), Name.ExtGState)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(pdf.make_stream(_dessin(page, texte, str(nom_police), str(nom_etat))))


def _dessin(page: pikepdf.Page, texte: str, police: str, etat: str) -> bytes:
    x0, y0, x1, y1 = (float(borne) for borne in page.mediabox)
    largeur, hauteur = abs(x1 - x0), abs(y1 - y0)
    corps = max(4.0, min(16.0, 1.6 * largeur / max(1, len(texte))))
    c, s = cos(radians(PENTE)), sin(radians(PENTE))
    chaine = texte.encode("cp1252", "replace").hex()
    lignes = [f"Q q {etat} gs 0.75 0 0 rg BT {police} {corps:.2f} Tf"]
    for rang in range(1, 10):
        x, y = min(x0, x1) + 0.04 * largeur, min(y0, y1) + hauteur * (rang / 9 - 0.1)
        lignes.append(f"{c:.4f} {s:.4f} {-s:.4f} {c:.4f} {x:.2f} {y:.2f} Tm <{chaine}> Tj")
    return "\n".join([*lignes, "ET Q"]).encode()


def _sur_une_image(flux: BinaryIO, texte: str) -> bytes:
    Image.MAX_IMAGE_PIXELS = None  # measured when it was deposited
    sortie = BytesIO()
    with catch_warnings(action="ignore"), Image.open(flux, formats=["PNG", "JPEG"]) as image:
        format_lu = image.format
        image.draft("RGB", (COTE, COTE))
        image.thumbnail((COTE, COTE))
        copie = Image.alpha_composite(image.convert("RGBA"), _calque(image.size, texte)).convert("RGB")
    copie.save(sortie, format=format_lu)
    return sortie.getvalue()


def _calque(taille: tuple[int, int], texte: str) -> Image.Image:
    """The text again and again along a slope. Pillow's own font has no accents."""
    simple = unicodedata.normalize("NFKD", texte.replace("—", "-").replace("’", "'")).encode("ascii", "ignore").decode()
    cote = int(hypot(*taille)) + 2
    police = ImageFont.load_default(size=max(10, int(1.4 * cote / max(1, len(simple)))))
    calque = Image.new("RGBA", (cote, cote), (0, 0, 0, 0))
    crayon = ImageDraw.Draw(calque)
    for rang in range(10):
        crayon.text((0, cote * rang / 10), f"{simple}   {simple}", font=police, fill=(190, 0, 0, 110))
    tourne = calque.rotate(PENTE)
    gauche, haut = (cote - taille[0]) // 2, (cote - taille[1]) // 2
    return tourne.crop((gauche, haut, gauche + taille[0], haut + taille[1]))
