"""Obsolete versions: checked when the workbook is joined, kept as rows when step 2 is filed (E2-19, CMD-21…CMD-23)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from candidatures import regles
from candidatures.echeances import limite_connue
from candidatures.models import Eligibilite, VersionObsolete
from candidatures.obsolescence import Declaration, LigneObsolete, lire, ordre_de_version, ouvrir
from segur.noyau.documents.archives import ArchiveRefusee
from segur.noyau.regles import Motif, Verdict, Version
from segur.noyau.transitions import Demande

ZONE = "versions_obsoletes"


def verdict_des_classeurs(etape: Any, demande: Demande) -> Verdict:
    """Every problem of every workbook, with its row: a bad one is not joined. Old formats are read by the ANS."""
    fichiers = demande.donnees.get("fichiers", {}).get(ZONE, [])
    explications = [e for fichier in fichiers for e in _explications(etape, fichier, demande.recu_le)]
    return Verdict(tuple(Motif(f"saisie:{ZONE}", False, explication) for explication in explications))


def _explications(etape: Any, fichier: Any, le: datetime) -> Iterator[str]:
    try:
        classeurs = ouvrir(fichier.name, _octets(fichier)).classeurs
    except ArchiveRefusee as refus:
        yield f"« {fichier.name} » n’est pas joint. {refus}"
        return
    for nom, contenu in classeurs.items():
        yield from (f"« {nom} », {probleme}" for probleme in _problemes(etape, lire(contenu), le))


def _octets(fichier: Any) -> bytes:
    fichier.seek(0)
    contenu: bytes = fichier.read()
    fichier.seek(0)
    return contenu


def non_lus(zone: str, fichier: Any) -> str:
    """What the portal keeps without reading, one name per line: the ANS reads it, and nothing of it is published."""
    return "\n".join(ouvrir(fichier.name, _octets(fichier)).non_lus) if zone == ZONE else ""


def _problemes(etape: Eligibilite, declaration: Declaration, le: datetime) -> Iterator[str]:
    yield from declaration.problemes
    date_0 = limite_connue(etape.candidature, 0, au=le)
    if declaration.lignes and not declaration.plus_recente:
        yield "feuille Repères : indiquez la version la plus récente installée en production à la Date 0."
        return
    for ligne in declaration.lignes:
        yield from (
            f"ligne {ligne.rang} : {motif.explication} ({motif.reference})"
            for motif in _verdict(ligne, declaration, date_0).obstacles
        )


def _verdict(ligne: LigneObsolete, declaration: Declaration, date_0: Version[datetime | None] | None) -> Verdict:
    if ligne.publiee_le is None or not ligne.version:
        return Verdict()  # already told as a problem of form
    ordre, vague_1 = ordre_de_version(ligne.version), declaration.referencee_en_vague_1
    return regles.version_declarable_obsolete(
        version=ligne.version,
        publiee_le=ligne.publiee_le,
        date_0=date_0,
        avant_la_plus_recente=ordre < ordre_de_version(declaration.plus_recente),
        avant_la_referencee_en_vague_1=not vague_1 or ordre < ordre_de_version(vague_1),
    )


def retenir_les_versions(etape: Eligibilite) -> int:
    """What is filed replaces what was: one row per version declared in the workbooks joined today."""
    etape.versions_obsoletes.all().delete()
    lignes = {(ligne.nom, ligne.version): ligne for ligne in _declarees(etape)}
    VersionObsolete.objects.bulk_create(
        VersionObsolete(
            etape=etape,
            nom=ligne.nom[:120],
            version=ligne.version[:60],
            nature=ligne.nature,
            publiee_le=ligne.publiee_le,
            source=ligne.source[:500],
        )
        for ligne in lignes.values()
        if ligne.publiee_le
    )
    return len(lignes)


def _declarees(etape: Eligibilite) -> Iterator[LigneObsolete]:
    """A file that was not read when it was joined is not read now."""
    for piece in etape.pieces.filter(zone=ZONE, retiree_le=None).select_related("document__fichier"):
        if piece.non_lu == piece.document.nom:
            continue
        for contenu in ouvrir(piece.document.nom, piece.document.lire()).classeurs.values():
            yield from lire(contenu).lignes
