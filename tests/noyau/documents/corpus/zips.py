"""Archives that lie, swell, hide or escape."""

import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

from tests.monde import PDF
from tests.noyau.documents.corpus.cas import ABIME, AUTRE, MELANGE, SECRET, Cas, cas
from tests.noyau.documents.formats import EXE, jpeg, ole2, xlsx

LOCAL, CENTRAL, FIN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def zip_de(*entrees: tuple[str | ZipInfo, bytes], methode: int = ZIP_DEFLATED, commentaire: bytes = b"") -> bytes:
    sortie = BytesIO()
    with ZipFile(sortie, "w", methode) as archive:
        archive.comment = commentaire
        for nom, contenu in entrees:
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def par_flux(*entrees: tuple[str, bytes]) -> bytes:
    """As streaming tools write: sizes come after the data, in a descriptor."""

    class SansRetour(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *args: int) -> int:
            raise OSError

    sortie = SansRetour()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        for nom, contenu in entrees:
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def membre(nom: str, *, mode: int = 0o100644) -> ZipInfo:
    info = ZipInfo(nom)
    info.external_attr = mode << 16
    return info


SIMPLE = zip_de(("a.txt", b"un texte" * 20), ("b.txt", b"un autre" * 20))
UN = zip_de(("a.txt", b"un texte" * 20))


def change(contenu: bytes, signature: bytes, decalage: int, valeur: bytes) -> Callable[[], bytes]:
    def faire() -> bytes:
        place = contenu.index(signature) + decalage
        return contenu[:place] + valeur + contenu[place + len(valeur) :]

    return faire


def chiffree() -> bytes:
    contenu = bytearray(UN)
    contenu[contenu.index(LOCAL) + 6] |= 1
    contenu[contenu.index(CENTRAL) + 8] |= 1
    return bytes(contenu)


def poupees(niveaux: int) -> bytes:
    contenu = UN
    for rang in range(niveaux):
        contenu = zip_de((f"n{rang}.zip", contenu))
    return contenu


def entree_cachee() -> bytes:
    """Two entries, and a directory that names the second only."""
    debut, fin = SIMPLE.index(CENTRAL), SIMPLE.index(FIN)
    seconde = SIMPLE.index(CENTRAL, debut + 4)
    repertoire = SIMPLE[seconde:fin]
    return SIMPLE[:debut] + repertoire + FIN + struct.pack("<4H2IH", 0, 0, 1, 1, len(repertoire), debut, 0)


def chevauchement() -> bytes:
    """Two names of the directory for the same bytes: each one swells, only one weighs."""
    debut, fin = UN.index(CENTRAL), UN.index(FIN)
    un = UN[debut:fin]
    deux = un + un.replace(b"a.txt", b"b.txt")
    return UN[:debut] + deux + FIN + struct.pack("<4H2IH", 0, 0, 2, 2, len(deux), debut, 0)


def doublon() -> bytes:
    return zip_de(("a.txt", b"1"), ("b.txt", b"2")).replace(b"b.txt", b"a.txt")


def taille_menteuse() -> bytes:
    """A header that declares ten bytes; forty megabytes come out."""
    contenu = zip_de(("a.txt", bytes(40 * 1024**2)))
    dix = struct.pack("<I", 10)
    for signature, decalage in ((LOCAL, 22), (CENTRAL, 24)):
        contenu = change(contenu, signature, decalage, dix)()
    return contenu


def bombe_partagee() -> bytes:
    """Each entry in its bounds, all of them far beyond."""
    return zip_de(*((f"{rang}.txt", bytes(4 * 1024**2)) for rang in range(90)))


def bombe_emboitee() -> bytes:
    return zip_de(*((f"{rang}.zip", bombe_partagee()) for rang in range(2)), methode=ZIP_STORED)


def nulle() -> bytes:
    """A name that most programs cut at its zero byte."""
    return zip_de(("a.pdfX.exe", b"texte")).replace(b"a.pdfX.exe", b"a.pdf\0.exe")


HORS, PROGRAMME = "sort de l’archive", "programme"
ZIPS: list[Cas] = [
    cas("bombe simple", "a.zip", lambda: zip_de(("a.txt", bytes(40 * 1024**2))), "compressé plus de"),
    cas("bombe partagée", "a.zip", bombe_partagee, "dépasse 300 Mo"),
    cas("bombe emboîtée", "a.zip", bombe_emboitee, "dépasse 300 Mo"),
    cas("trois niveaux", "a.zip", lambda: poupees(3), "archives dans des archives"),
    cas("cinq niveaux", "a.zip", lambda: poupees(5), "archives dans des archives"),
    cas("deux niveaux", "a.zip", lambda: poupees(2)),
    cas("trop d’entrées", "a.zip", lambda: zip_de(*((f"{n}.txt", b"") for n in range(2001))), "trop de fichiers"),
    cas("entrées à la limite", "a.zip", lambda: zip_de(*((f"{n}.txt", b"") for n in range(2000)))),
    cas("chemin parent", "a.zip", lambda: zip_de(("../a.txt", b"a")), HORS),
    cas("chemin parent au milieu", "a.zip", lambda: zip_de(("a/../../b.txt", b"a")), HORS),
    cas("chemin absolu", "a.zip", lambda: zip_de(("/etc/passwd", b"a")), HORS),
    cas("chemin de Windows", "a.zip", lambda: zip_de((r"..\a.txt", b"a")), HORS),
    cas("lecteur de Windows", "a.zip", lambda: zip_de(("C:/a.txt", b"a")), HORS),
    cas("nom coupé par un zéro", "a.zip", nulle, HORS),
    cas("raccourci", "a.zip", lambda: zip_de((membre("a", mode=0o120777), b"/etc/passwd")), "raccourci"),
    cas("mot de passe", "a.zip", chiffree, SECRET),
    cas("bzip2", "a.zip", lambda: zip_de(("a.txt", b"a" * 99), methode=ZIP_BZIP2), "compressé d’une façon"),
    cas("lzma", "a.zip", lambda: zip_de(("a.txt", b"a" * 99), methode=ZIP_LZMA), "compressé d’une façon"),
    cas("méthode inconnue", "a.zip", change(UN, CENTRAL, 10, b"\x63\0"), MELANGE),
    cas("octets avant", "a.zip", b"#!/bin/sh\n" + UN, AUTRE),
    cas("octets avant, cachés", "a.zip", lambda: LOCAL + bytes(40) + UN, MELANGE),
    cas("octets après", "a.zip", UN + b"encore", MELANGE),
    cas("PDF après", "a.zip", UN + PDF, MELANGE),
    cas("commentaire énorme", "a.zip", lambda: zip_de(("a.txt", b"a"), commentaire=b"x" * 5000), MELANGE),
    cas("commentaire honnête", "a.zip", lambda: zip_de(("a.txt", b"a"), commentaire="Été".encode())),
    cas("entrée cachée", "a.zip", entree_cachee, MELANGE),
    cas("chevauchement", "a.zip", chevauchement, MELANGE),
    cas("deux fois le même nom", "a.zip", doublon, "deux fichiers du même nom"),
    cas("taille menteuse", "a.zip", taille_menteuse, ABIME),
    cas("somme fausse", "a.zip", change(UN, CENTRAL, 16, b"\0\0\0\0"), ABIME),
    cas("tailles qui diffèrent", "a.zip", change(UN, LOCAL, 22, b"\x01\0\0\0"), MELANGE),
    cas("coupé à 60 %", "a.zip", SIMPLE[: len(SIMPLE) * 6 // 10], ABIME),
    cas("coupé au dernier octet", "a.zip", SIMPLE[:-1], ABIME),
    cas("programme dedans", "a.zip", lambda: zip_de(("outil.exe", EXE)), "", PROGRAMME),
    cas("programme déguisé", "a.zip", lambda: zip_de(("photo.txt", EXE)), "", PROGRAMME),
    cas("macros dedans", "a.zip", lambda: zip_de(("a.doc", ole2("WordDocument", "_VBA_PROJECT"))), "", "macros"),
    cas("documents honnêtes", "a.zip", lambda: zip_de(("a.xlsx", xlsx()), ("b.jpg", jpeg()), ("c.pdf", PDF))),
    cas("écrit par flux", "a.zip", lambda: par_flux(("a.txt", b"a" * 500), ("b.txt", b"b"))),
]
