"""Texts in the encodings people have, and what is not text."""

from tests.monde import PDF
from tests.noyau.documents.corpus.cas import AUTRE, Cas, cas
from tests.noyau.documents.corpus.zips import UN
from tests.noyau.documents.formats import EXE

TEXTE = "Réf. ; Élément – 12 €\r\n"
TEXTES: list[Cas] = [
    cas("UTF-8", "a.txt", TEXTE.encode()),
    cas("UTF-8 marqué", "a.csv", TEXTE.encode("utf-8-sig")),
    cas("UTF-16", "a.csv", TEXTE.encode("utf-16")),
    cas("UTF-16 à l’envers", "a.txt", b"\xfe\xff" + TEXTE.encode("utf-16-be")),
    cas("UTF-32", "a.txt", TEXTE.encode("utf-32")),
    cas("Windows", "a.csv", TEXTE.encode("cp1252")),
    cas("Macintosh", "a.txt", "Élément\r".encode("mac-roman")),
    cas("un caractère", "a.txt", b"a"),
    cas("lignes vides", "a.csv", b"\n\n\n"),
    cas("tabulations", "a.txt", b"a\tb\tc\n"),
    cas("UTF-16 coupé", "a.txt", TEXTE.encode("utf-16")[:-1], "lisible"),
    cas("octet nul", "a.txt", b"texte\0texte", AUTRE),
    cas("nul après 100 ko", "a.csv", b"a;b\n" * 30_000 + b"\0", AUTRE),
    cas("programme", "a.txt", EXE, AUTRE),
    cas("PDF", "a.txt", PDF, AUTRE),
    cas("zip", "a.csv", UN, AUTRE),
    cas("script de commande", "a.txt", b"#!/bin/sh\nrm -rf /\n"),
    cas("tirets et mots", "a.csv", b"- Import des donn\xc3\xa9es;+ appel\n"),
    cas("RTF", "a.txt", b"{\\rtf1 texte}", AUTRE),
    cas("formule qui lance", "a.csv", b"a;=cmd|' /C calc'!A0\n", "", "formules"),
    cas("formule qui appelle", "a.csv", b'"=HYPERLINK(""https://x.example"")"\n', "", "formules"),
    cas("nombres négatifs", "a.csv", b"-12;+3\n"),
]
