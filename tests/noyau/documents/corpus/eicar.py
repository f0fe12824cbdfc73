"""The harmless file that every antivirus recognises, in all its clothes. Structure lets the honest clothes through."""

from base64 import b64encode

from tests.monde import PDF
from tests.noyau.documents.corpus.bureautique import ooxml
from tests.noyau.documents.corpus.cas import AUTRE, MELANGE, SECRET, Cas, cas
from tests.noyau.documents.corpus.pdfs import joint
from tests.noyau.documents.corpus.zips import chiffree, poupees, zip_de
from tests.noyau.documents.formats import HONNETES, jpeg, ole2

# Written in two halves: no antivirus takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EICARS: list[Cas] = [
    cas("EICAR nu", "a.txt", EICAR),
    cas("EICAR et blancs", "a.txt", EICAR + b" \r\n"),
    cas("EICAR en CSV", "a.csv", EICAR),
    cas("EICAR au milieu", "a.txt", b"texte " + EICAR),
    cas("EICAR en UTF-16", "a.txt", EICAR.decode().encode("utf-16")),
    cas("EICAR en base 64", "a.txt", b64encode(EICAR)),
    cas("EICAR en COM", "a.com", EICAR, "n’est pas dans un format accepté"),
    cas("EICAR en PDF", "a.pdf", EICAR, AUTRE),
    cas("EICAR en PNG", "a.png", EICAR, AUTRE),
    cas("EICAR en zip", "a.zip", lambda: zip_de(("eicar.txt", EICAR))),
    cas("EICAR en COM dans un zip", "a.zip", lambda: zip_de(("eicar.com", EICAR)), "", "programme"),
    cas("EICAR au second niveau", "a.zip", lambda: zip_de(("b.zip", zip_de(("eicar.txt", EICAR))))),
    cas("EICAR trop profond", "a.zip", lambda: zip_de(("e.txt", EICAR), ("b.zip", poupees(3))), "archives dans"),
    cas("EICAR sous mot de passe", "a.zip", chiffree, SECRET),
    cas("EICAR après un zip", "a.zip", lambda: zip_de(("a.txt", b"a")) + EICAR, MELANGE),
    cas("EICAR joint à un PDF", "a.pdf", joint("eicar.com", EICAR), "", "fichier_joint"),
    cas("EICAR après un PDF", "a.pdf", PDF + EICAR, "", "octets_en_trop"),
    cas("EICAR après un JPEG", "a.jpg", jpeg() + EICAR, "", "octets_en_trop"),
    cas("EICAR dans un docx", "a.docx", lambda: ooxml("docx", ("word/media/eicar.txt", EICAR))),
    cas("EICAR dans un doc", "a.doc", ole2("WordDocument") + EICAR),
    cas("EICAR après une vidéo", "a.flv", HONNETES["video.flv"] + EICAR, "abîmé"),
]
