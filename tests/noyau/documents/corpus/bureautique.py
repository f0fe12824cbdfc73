"""Office files with macros, links, secrets, or nothing of what they say."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.noyau.documents.corpus.cas import ABIME, AUTRE, MELANGE, SECRET, Cas, cas
from tests.noyau.documents.corpus.zips import UN, chiffree, entree_cachee, par_flux, zip_de
from tests.noyau.documents.formats import OOXML, jpeg, ole2, ouvert, xlsx

TYPES = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
MACRO = TYPES.replace(
    b"/>",
    b"><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>",
)
PRINCIPALES = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
LIENS = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{}</Relationships>"
LIEN = "<Relationship Id='r1' Type='http://x/relationships/{}' Target='https://x.example/a' TargetMode='External'/>"


def ooxml(suffixe: str, *parties: tuple[str, bytes], types: bytes = TYPES) -> bytes:
    return zip_de(("[Content_Types].xml", types), (PRINCIPALES[suffixe], b"<x/>"), *parties)


def relie(genre: str) -> bytes:
    return ooxml("docx", ("word/_rels/document.xml.rels", LIENS.format(LIEN.format(genre)).encode()))


def odf(genre: str, *parties: tuple[str, bytes]) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{genre}".encode()
    return zip_de(("mimetype", mimetype), ("content.xml", b"<x/>"), *parties)


def sans(contenu: bytes, nom: str) -> bytes:
    sortie = BytesIO()
    with ZipFile(BytesIO(contenu)) as lue, ZipFile(sortie, "w", ZIP_DEFLATED) as ecrite:
        for membre in lue.namelist():
            if membre != nom:
                ecrite.writestr(membre, lue.read(membre))
    return sortie.getvalue()


ENORME = b"<Types>" + b" " * 4 * 1024**2 + b"</Types>"


def enorme() -> bytes:
    return zip_de(("[Content_Types].xml", ENORME), ("word/document.xml", b"<x/>"), methode=ZIP_STORED)


MILLIARD = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><Types>&b;</Types>"
EXTERNE = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Types>&a;</Types>"
DOC, XLS, PPT = ole2("WordDocument"), ole2("Workbook"), ole2("PowerPoint Document")
MACROS = ("macros",)
BUREAUTIQUE: list[Cas] = [
    cas("docx à macros", "a.docx", lambda: ooxml("docx", ("word/vbaProject.bin", b"x")), "", *MACROS),
    cas("xlsx à macros", "a.xlsx", lambda: ooxml("xlsx", ("xl/vbaProject.bin", b"x")), "", *MACROS),
    cas("pptx à macros", "a.pptx", lambda: ooxml("pptx", ("ppt/vbaProject.bin", b"x")), "", *MACROS),
    cas("macros déplacées", "a.docx", lambda: ooxml("docx", ("ailleurs/VBAPROJECT.BIN", b"x")), "", *MACROS),
    cas("type à macros", "a.docx", lambda: ooxml("docx", types=MACRO), "", *MACROS),
    cas("macros d’Excel 4", "a.xlsx", lambda: ooxml("xlsx", ("xl/macrosheets/sheet1.xml", b"<x/>")), "", *MACROS),
    cas("contrôle ActiveX", "a.docx", lambda: ooxml("docx", ("word/activeX/activeX1.xml", b"<x/>")), "", *MACROS),
    cas("objet joint", "a.docx", lambda: ooxml("docx", ("word/embeddings/oleObject1.bin", b"x")), "", "fichier_joint"),
    cas("modèle distant", "a.docx", lambda: relie("attachedTemplate"), "", "lien_externe"),
    cas("objet distant", "a.docx", lambda: relie("oleObject"), "", "lien_externe"),
    cas("cadre distant", "a.docx", lambda: relie("frame"), "", "lien_externe"),
    cas("lien ordinaire", "a.docx", lambda: relie("hyperlink")),
    cas("entités emboîtées", "a.docx", lambda: ooxml("docx", types=MILLIARD), ABIME),
    cas("entité externe", "a.docx", lambda: ooxml("docx", types=EXTERNE), ABIME),
    cas("XML cassé", "a.docx", lambda: ooxml("docx", types=b"<Types>"), ABIME),
    cas("liens cassés", "a.docx", lambda: ooxml("docx", ("_rels/.rels", b"<a>")), ABIME),
    cas(
        "XML énorme",
        "a.docx",
        enorme,
        ABIME,
    ),
    cas("sans types", "a.xlsx", lambda: sans(xlsx(), "[Content_Types].xml"), AUTRE),
    cas("zip en docx", "a.docx", UN, AUTRE),
    cas("xlsx en docx", "a.docx", xlsx, AUTRE),
    cas("docx en pptx", "a.pptx", OOXML, AUTRE),
    cas("docx en odt", "a.odt", OOXML, AUTRE),
    cas("docx protégé", "a.docx", ole2("EncryptedPackage", "EncryptionInfo"), AUTRE),
    cas("docx bombe", "a.docx", lambda: ooxml("docx", ("word/media/a", bytes(40 * 1024**2))), "compressé plus de"),
    cas("docx chiffré en zip", "a.docx", chiffree, SECRET),
    cas("docx et octets après", "a.docx", OOXML + b"reste", MELANGE),
    cas("docx et entrée cachée", "a.docx", entree_cachee, MELANGE),
    cas("xlsx coupé à 60 %", "a.xlsx", lambda: xlsx()[: len(xlsx()) * 6 // 10], ABIME),
    cas("xlsx coupé au dernier octet", "a.xlsx", lambda: xlsx()[:-1], ABIME),
    cas(
        "docx écrit par flux",
        "a.docx",
        lambda: par_flux(("[Content_Types].xml", TYPES), ("word/document.xml", b"<x/>")),
    ),
    cas("odt à macros", "a.odt", lambda: odf("text", ("Basic/script-lc.xml", b"<x/>")), "", *MACROS),
    cas("ods à scripts", "a.ods", lambda: odf("spreadsheet", ("Scripts/python/a.py", b"x")), "", *MACROS),
    cas("odt chiffré", "a.odt", lambda: odf("text", ("META-INF/manifest.xml", b"<m><encryption-data/></m>")), SECRET),
    cas("ods en odt", "a.odt", lambda: ouvert("spreadsheet"), AUTRE),
    cas("zip en ods", "a.ods", UN, AUTRE),
    cas("doc à macros", "a.doc", ole2("WordDocument", "Macros", "_VBA_PROJECT"), "", *MACROS),
    cas("xls à macros", "a.xls", ole2("Workbook", "_VBA_PROJECT_CUR"), "", *MACROS),
    cas("ppt à macros", "a.ppt", ole2("PowerPoint Document", "VBA"), "", *MACROS),
    cas("doc à objet joint", "a.doc", ole2("WordDocument", "\x01Ole10Native"), "", "fichier_joint"),
    cas("doc protégé", "a.doc", ole2("WordDocument", "EncryptedSummary"), SECRET),
    cas("xls en doc", "a.doc", XLS, AUTRE),
    cas("doc en ppt", "a.ppt", DOC, AUTRE),
    cas("installateur en xls", "a.xls", ole2("Property", "MsiDigitalSignature"), AUTRE),
    cas("image en xls", "a.xls", jpeg(), AUTRE),
    cas("OLE2 vide", "a.doc", DOC[:512], ABIME),
    cas("OLE2 à l’envers", "a.doc", DOC[:28] + b"\xff\xfe" + DOC[30:], ABIME),
    cas("OLE2 de version inconnue", "a.ppt", PPT[:26] + b"\x09\0" + PPT[28:], ABIME),
]
