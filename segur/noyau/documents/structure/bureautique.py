"""Office files: OOXML and OpenDocument (zip archives of XML), and the older OLE2 ones."""

from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from segur.noyau.documents.structure import zips
from segur.noyau.documents.structure.constats import ABIME, AUTRE_FORMAT, MOT_DE_PASSE, Constats, FichierRefuse

DOSSIERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
TYPES_DES_PARTIES = "[Content_Types].xml"
XML_AU_PLUS = 4 * 1024**2
LIENS_EXECUTES = ("attachedTemplate", "oleObject", "frame", "externalLinkPath", "subDocument")
GENRES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}

ENTETE_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FLUX = {
    "doc": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
MACROS_OLE2 = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA")
CHIFFRE_OLE2 = ("EncryptedPackage", "EncryptedSummary")
JOINT_OLE2 = ("\x01Ole10Native", "ObjectPool")


def examiner_ooxml(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    zips.examiner(flux, constats)
    with ZipFile(flux) as archive:
        noms = archive.namelist()
        if TYPES_DES_PARTIES not in noms or not any(nom.startswith(DOSSIERS[suffixe]) for nom in noms):
            raise FichierRefuse(AUTRE_FORMAT)
        types = _xml(archive.read(TYPES_DES_PARTIES))
        if any("macroEnabled" in (part.get("ContentType") or "") for part in types.iter()):
            constats.noter("macros")
        for nom in noms:
            _noter_la_partie(archive, nom, constats)


def _noter_la_partie(archive: ZipFile, nom: str, constats: Constats) -> None:
    bas = nom.lower()
    if bas.endswith("vbaproject.bin") or "/macrosheets/" in bas or "/activex/" in bas:
        constats.noter("macros")
    if "/embeddings/" in bas and bas.endswith(".bin"):
        constats.noter("fichier_joint")
    if bas.endswith(".rels"):
        for lien in _xml(archive.read(nom)).iter():
            cible = (lien.get("Type") or "").rpartition("/")[2]
            if lien.get("TargetMode") == "External" and cible in LIENS_EXECUTES:
                constats.noter("lien_externe")


def _xml(contenu: bytes) -> Element:
    if len(contenu) > XML_AU_PLUS:
        raise FichierRefuse(ABIME)
    try:
        lu: Element = fromstring(contenu, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as cause:
        raise FichierRefuse(ABIME) from cause
    return lu


def examiner_opendocument(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    zips.examiner(flux, constats)
    with ZipFile(flux) as archive:
        noms = archive.namelist()
        if "mimetype" not in noms or not _se_dit_opendocument(archive.read("mimetype"), suffixe):
            raise FichierRefuse(AUTRE_FORMAT)
        if "META-INF/manifest.xml" in noms and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FichierRefuse(MOT_DE_PASSE)
        if any(nom.startswith(("Basic/", "Scripts/")) for nom in noms):
            constats.noter("macros")


def _se_dit_opendocument(mimetype: bytes, suffixe: str) -> bool:
    return mimetype.strip().startswith(GENRES.get(suffixe, b"application/vnd."))


def examiner_ole2(flux: BinaryIO, suffixe: str, constats: Constats) -> None:
    """No library: the header is read, and the names of the streams looked for where the directory writes them."""
    flux.seek(0)
    contenu = flux.read()
    if len(contenu) < 1536 or not contenu.startswith(ENTETE_OLE2) or not _entete_ole2_coherent(contenu):
        raise FichierRefuse(ABIME)
    noms = _noms_ole2(contenu)
    if noms & set(CHIFFRE_OLE2):
        raise FichierRefuse(MOT_DE_PASSE)
    if not noms & set(FLUX[suffixe]):
        raise FichierRefuse(AUTRE_FORMAT)
    if noms & set(MACROS_OLE2):
        constats.noter("macros")
    if noms & set(JOINT_OLE2):
        constats.noter("fichier_joint")


def _entete_ole2_coherent(contenu: bytes) -> bool:
    """Version 3 or 4 and its sector size, little-endian; a whole number of sectors, give or take the last one."""
    version, ordre, secteur = (int.from_bytes(contenu[i : i + 2], "little") for i in (26, 28, 30))
    return ordre == 0xFFFE and (version, secteur) in ((3, 9), (4, 12))


def _noms_ole2(contenu: bytes) -> set[str]:
    """Directory entries are 128 bytes, aligned: a name in UTF-16, then its length, then the kind of entry."""
    trouves = set()
    for place in range(512, len(contenu) - 127, 128):
        longueur, genre = int.from_bytes(contenu[place + 64 : place + 66], "little"), contenu[place + 66]
        if 2 < longueur <= 64 and longueur % 2 == 0 and genre in (1, 2, 5):
            trouves.add(contenu[place : place + longueur - 2].decode("utf-16-le", "replace"))
    return trouves
