"""What a deposit place accepts: size, extension, and content that agrees with the extension."""

from collections.abc import Iterator
from pathlib import PurePath

import puremagic
from django.core.files.uploadedfile import UploadedFile

from segur.noyau.dispositifs.zones import REFUSE, Zone
from segur.noyau.documents.empreintes import empreinte
from segur.noyau.documents.examen import examiner
from segur.noyau.documents.mesures import en_octets
from segur.noyau.documents.remarques import actives

# Families of extensions whose content begins alike: an honest .docx is also a zip, an honest .doc an OLE2 file.
FAMILLES: dict[str, frozenset[str]] = {
    extension: frozenset(famille)
    for famille in (
        ("png",),
        ("jpg", "jpeg", "jfif"),
        ("pdf",),
        ("mp4", "mov", "m4v", "qt", "3gp", "3ga"),
        ("avi",),
        ("flv", "fv"),
        ("doc", "xls", "ppt", "msi", "ole2"),
        ("docx", "xlsx", "pptx", "zip", "ods", "odt", "odr"),
    )
    for extension in famille
}
TEXTES = frozenset({"txt", "csv", "json", "xml"})
DEBUT = 64 * 1024


def extension(nom: str) -> str:
    return PurePath(nom).suffix.lower().lstrip(".")


def defauts(fichier: UploadedFile, zone: Zone) -> list[str]:
    """Everything wrong with the file, in French, each with its repair. Empty when the file is welcome."""
    return list(_defauts(fichier, zone))


def _defauts(fichier: UploadedFile, zone: Zone) -> Iterator[str]:
    nom, taille = fichier.name or "", fichier.size or 0
    suffixe = extension(nom)
    if taille >= zone.taille_max:
        yield (
            f"« {nom} » pèse {en_octets(taille)}. Taille acceptée : {zone.taille_annoncee}. "
            "Compressez le fichier ou partagez-le en plusieurs."
        )
    if taille == 0:
        yield f"« {nom} » est vide. Vérifiez le fichier et déposez-le à nouveau."
    if suffixe not in zone.formats:
        yield f"« {nom} » n’est pas dans un format accepté ici. {zone.annonce()}"
    elif 0 < taille < zone.taille_max:
        yield from _defauts_du_contenu(fichier, nom, suffixe, zone)


def _defauts_du_contenu(fichier: UploadedFile, nom: str, suffixe: str, zone: Zone) -> Iterator[str]:
    """The first bytes, then the whole structure, then what it would run."""
    if not _contenu_conforme(fichier, suffixe):
        yield (
            f"Le contenu de « {nom} » n’est pas celui d’un fichier {suffixe.upper()}. "
            "Enregistrez-le de nouveau dans ce format, sans seulement changer son extension."
        )
    elif zone.examinee:
        examen = examiner(fichier, suffixe, empreinte(fichier))
        if examen.refus:
            yield f"« {nom} » {examen.refus}"
        elif zone.contenu_actif == REFUSE:
            for remarque in actives(examen.remarques):
                yield f"« {nom} » n’est pas accepté ici. {remarque.texte} Pour le déposer, {remarque.remede}."


def _contenu_conforme(fichier: UploadedFile, suffixe: str) -> bool:
    fichier.seek(0)
    debut = fichier.read(DEBUT)
    fichier.seek(0)
    if suffixe in TEXTES:
        return _est_du_texte(debut)
    return bool(FAMILLES[suffixe] & _extensions_reconnues(debut))


def _est_du_texte(debut: bytes) -> bool:
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(octet < 9 or 13 < octet < 27 for octet in debut)


def _extensions_reconnues(debut: bytes) -> set[str]:
    if debut.startswith(b"%PDF-"):
        return {"pdf"}
    if debut.startswith(b"PK\x03\x04"):
        return {"zip"}
    if debut.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return {"ole2"}
    if debut.startswith(b"RIFF"):
        return {"avi"} if debut[8:12] == b"AVI " else set()
    return _selon_puremagic(debut) or ({"mp4"} if debut[4:8] == b"ftyp" else set())


def _selon_puremagic(debut: bytes) -> set[str]:
    """Its table lacks several brands of honest MP4 files (iso5, mp41, avc1…): empty for them."""
    try:
        return {resultat.extension.lstrip(".") for resultat in puremagic.magic_string(debut)}
    except (puremagic.PureError, ValueError):
        return set()
