"""Just below, at and just above what a deposit place takes."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

from segur.noyau.dispositifs.zones import MO, ZONES
from segur.portail.demonstration.pdf import pdf_vierge
from tests.noyau.documents.corpus.cas import Cas
from tests.noyau.documents.corpus.zips import ZIP_STORED, zip_de
from tests.noyau.documents.formats import ftyp, xlsx

PESE, VIDE = "Taille acceptée", "est vide"


def pdf_de(octets: int) -> bytes:
    """With a long comment."""
    mention = octets - len(pdf_vierge("x"))
    return pdf_vierge("x" * (mention + octets - len(pdf_vierge("x" * mention))))


def zip_pesant(octets: int) -> bytes:
    return zip_de(("a.bin", bytes(octets - len(zip_de(("a.bin", b""), methode=ZIP_STORED)))), methode=ZIP_STORED)


def xlsx_pesant(octets: int) -> bytes:
    """An honest workbook with a picture of the weight that is missing."""

    def ecrire(poids: int) -> bytes:
        sortie = BytesIO(xlsx())
        with ZipFile(sortie, "a", ZIP_STORED) as archive:
            archive.writestr("xl/media/image.bin", bytes(poids))
        return sortie.getvalue()

    return ecrire(octets - len(ecrire(0)))


def video_de(octets: int) -> bytes:
    debut = ftyp(b"isom")[:20]
    return debut + (octets - len(debut)).to_bytes(4, "big") + b"mdat" + bytes(octets - len(debut) - 8)


def _cas(zone: str, nom: str, faire: Callable[[int], bytes], ecart: int) -> Cas:
    octets = ZONES[zone].taille_max + ecart
    titre = f"{nom} pour {zone}, {ecart:+d}"
    return Cas(titre, nom, lambda: faire(octets), PESE if ecart >= 0 else "", zone=zone)


TAILLES: list[Cas] = [
    _cas(zone, nom, faire, ecart)
    for zone, nom, faire in (
        ("preuve", "a.pdf", pdf_de),
        ("preuve", "a.mp4", video_de),
        ("versions_obsoletes", "a.xlsx", xlsx_pesant),
        ("attestation_noms", "a.zip", zip_pesant),
    )
    for ecart in (-1, 0, 1)
] + [
    Cas("PDF vide", "a.pdf", lambda: b"", VIDE),
    Cas("texte vide", "a.txt", lambda: b"", VIDE),
    Cas("un octet", "a.pdf", lambda: b"%", "pas celui d’un fichier PDF"),
    Cas("PDF de 4 Mo pour l’ASP", "a.pdf", lambda: pdf_de(4 * MO), "", zone="piece_d_enrolement"),
    Cas("un octet de plus pour l’ASP", "a.pdf", lambda: pdf_de(4 * MO + 1), PESE, zone="piece_d_enrolement"),
]
