"""PDFs that run, hide, lie or are broken."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from segur.portail.demonstration.pdf import pdf_vierge
from tests.monde import PDF
from tests.noyau.documents.corpus.cas import ABIME, AUTRE, MELANGE, SECRET, Cas, cas
from tests.noyau.documents.corpus.zips import UN
from tests.noyau.documents.formats import EXE, jpeg


def pdf(changer: Callable[[Pdf], Any] = lambda pdf: None, pages: int = 1, **options: Any) -> Callable[[], bytes]:
    def faire() -> bytes:
        sortie = BytesIO()
        with pikepdf.new() as neuf:
            for _ in range(pages):
                neuf.add_blank_page()
            changer(neuf)
            neuf.save(sortie, **options)
        return sortie.getvalue()

    return faire


def a_l_ouverture(**action: Any) -> Callable[[], bytes]:
    return pdf(lambda p: p.Root.__setitem__("/OpenAction", Dictionary(**action)))


def en_objet(**action: Any) -> Callable[[], bytes]:
    return pdf(lambda p: p.Root.__setitem__("/OpenAction", p.make_indirect(Dictionary(**action))))


def a_la_page(**action: Any) -> Callable[[], bytes]:
    return pdf(lambda p: p.pages[0].obj.__setitem__("/AA", Dictionary(O=Dictionary(**action))))


def annotation(**action: Any) -> Callable[[], bytes]:
    def poser(p: Pdf) -> None:
        lien = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action))
        p.pages[0].obj["/Annots"] = Array([p.make_indirect(lien)])

    return pdf(poser)


def dans_les_noms(p: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    p.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def joint(nom: str, contenu: bytes) -> Callable[[], bytes]:
    def joindre(p: Pdf) -> None:
        p.attachments[nom] = pikepdf.AttachedFileSpec(p, contenu, filename=nom)  # type: ignore[call-arg]

    return pdf(joindre)


def xfa(p: Pdf) -> None:
    p.Root["/AcroForm"] = Dictionary(Fields=Array([]), XFA=Stream(p, b"<xdp/>"))


def media(p: Pdf) -> None:
    riche = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9], RichMedia=Dictionary())
    p.pages[0].obj["/Annots"] = Array([p.make_indirect(riche)])


def secret(utilisateur: str, proprietaire: str = "clé") -> Callable[[], bytes]:
    return pdf(encryption=pikepdf.Encryption(owner=proprietaire, user=utilisateur))


def _sans_pages(p: Pdf) -> None:
    del p.pages[0]


JS = {"S": Name.JavaScript, "JS": String("app.alert(1)")}
LANCER = {"S": Name.Launch, "F": String("cmd.exe")}
GROS = pdf(pages=30)()
PDFS: list[Cas] = [
    cas("JavaScript à l’ouverture", "a.pdf", a_l_ouverture(**JS), "", "javascript"),
    cas("JavaScript en objet", "a.pdf", en_objet(**JS), "", "javascript"),
    cas("JavaScript de page", "a.pdf", a_la_page(**JS), "", "javascript"),
    cas("JavaScript d’annotation", "a.pdf", annotation(**JS), "", "javascript"),
    cas("JavaScript nommé", "a.pdf", pdf(dans_les_noms), "", "javascript"),
    cas(
        "JavaScript en flux d’objets",
        "a.pdf",
        pdf(dans_les_noms, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "",
        "javascript",
    ),
    cas("formulaire XFA", "a.pdf", pdf(xfa), "", "javascript"),
    cas("lancement à l’ouverture", "a.pdf", a_l_ouverture(**LANCER), "", "lancement"),
    cas("lancement d’annotation", "a.pdf", annotation(**LANCER), "", "lancement"),
    cas("lancement de page", "a.pdf", a_la_page(**LANCER), "", "lancement"),
    cas("envoi de formulaire", "a.pdf", a_l_ouverture(S=Name.SubmitForm, F=String("x")), "", "lancement"),
    cas("import de données", "a.pdf", a_l_ouverture(S=Name.ImportData, F=String("a.fdf")), "", "lancement"),
    cas("saut dans une pièce jointe", "a.pdf", annotation(S=Name.GoToE), "", "lancement"),
    cas("média", "a.pdf", pdf(media), "", "lancement"),
    cas("programme joint", "a.pdf", joint("outil.exe", EXE), "", "fichier_joint"),
    cas("PDF joint", "a.pdf", joint("a.pdf", PDF), "", "fichier_joint"),
    cas("jumeau JSON joint", "a.pdf", joint("jumeau.json", b"{}")),
    cas("facture électronique jointe", "a.pdf", joint("factur-x.xml", b"<x/>")),
    cas("lien ordinaire", "a.pdf", annotation(S=Name.URI, URI=String("https://esante.gouv.fr"))),
    cas("mot de passe", "a.pdf", secret("secret"), SECRET),
    cas("droits restreints", "a.pdf", secret(""), "", "restreint"),
    cas("zip après", "a.pdf", PDF + UN, MELANGE),
    cas("script après", "a.pdf", PDF + b"<script>alert(1)</script>", MELANGE),
    cas("page web après", "a.pdf", PDF + b"<HTML><body>", MELANGE),
    cas("PHP après", "a.pdf", PDF + b"<?php system(1);", MELANGE),
    cas("programme après", "a.pdf", PDF + EXE, MELANGE),
    cas("RAR après", "a.pdf", PDF + b"Rar!\x1a\x07", MELANGE),
    cas("beaucoup d’octets après", "a.pdf", PDF + b"x" * 2000, ABIME),
    cas("quelques octets après", "a.pdf", PDF + b"reste", "", "octets_en_trop"),
    cas("zéros après", "a.pdf", PDF + bytes(500)),
    cas("zip avant", "a.pdf", UN + PDF, AUTRE),
    cas("octets avant", "a.pdf", b"\n\n" + PDF, AUTRE),
    cas("image déguisée", "a.pdf", jpeg(), AUTRE),
    cas("seulement l’en-tête", "a.pdf", b"%PDF-1.7\n", ABIME),
    cas("en-tête et fin", "a.pdf", b"%PDF-1.4\n%%EOF\n", ABIME),
    cas("script après l’en-tête", "a.pdf", b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", ABIME),
    cas("sans aucune page", "a.pdf", pdf(_sans_pages), "aucune page"),
    cas("coupé à 60 %", "a.pdf", GROS[: len(GROS) * 6 // 10], ABIME),
    cas("coupé avant la fin", "a.pdf", GROS[:-7], ABIME),
    cas("table fausse", "a.pdf", pdf_vierge().replace(b"startxref\n", b"startxref\n9"), "", "repare"),
    cas("arbre de pages en boucle", "a.pdf", pdf_vierge().replace(b"Kids[3 0 R]", b"Kids[2 0 R]"), ABIME),
    cas("sans racine", "a.pdf", pdf_vierge().replace(b"/Root", b"/Riot"), ABIME),
]
