"""Names: they are data. None refuses an honest file, none leads anywhere."""

import unicodedata

from tests.monde import PDF
from tests.noyau.documents.corpus.cas import Cas, cas

FORMAT = "n’est pas dans un format accepté"
ACCEPTES = [
    "Preuve d’été.pdf",
    "preuve.PDF",
    "a b c.pdf",
    " debut.pdf",
    "a..b.pdf",
    ".pdf.pdf",
    "-rf.pdf",
    "--help.pdf",
    "$(id).pdf",
    "`id`.pdf",
    "a;b.pdf",
    "a&b.pdf",
    "a|b.pdf",
    "a'b.pdf",
    'a"b.pdf',
    "a%00.pdf",
    "a%2e%2e.pdf",
    "<script>.pdf",
    "{{7*7}}.pdf",
    "{% debug %}.pdf",
    "CON.pdf",
    "nul.pdf",
    "aux.pdf",
    "文書.pdf",
    "مستند.pdf",
    "😀.pdf",
    "../../etc/passwd.pdf",
    r"C:\a.pdf",
    "a/b.pdf",
    "\u202efdp.exe.pdf",
    "a\u200bb.pdf",
    "a\r\nSet-Cookie: x=1.pdf",
    "a\tb.pdf",
    unicodedata.normalize("NFD", "é.pdf"),
    unicodedata.normalize("NFC", "é.pdf"),
    "x" * 251 + ".pdf",
]
REFUSES = {
    "a.pdf.exe": FORMAT,
    "a.pdf ": FORMAT,
    "a.pdf.": FORMAT,
    "pdf": FORMAT,
    ".pdf": FORMAT,
    "a.\u202efdp": FORMAT,
    "x" * 252 + ".pdf": "dépasse 255 caractères",
}
NOMS: list[Cas] = [cas(f"nom n° {rang}", nom, PDF) for rang, nom in enumerate(ACCEPTES)] + [
    cas(f"nom refusé n° {rang}", nom, PDF, refus) for rang, (nom, refus) in enumerate(REFUSES.items())
]
