"""The files of a dossier that its vendor sees, and where each goes in the archive."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from candidatures.models import Candidature, Convention, DocumentOfficiel, Piece, PieceJointe
from preuves.models import AuditIns, Depot, FichierDuLot
from segur.noyau.documents.models import Document

LONGUEUR_DU_NOM = 80


def chemins(candidature: Candidature) -> dict[str, Document]:
    """By path in the archive. A document shown in several places goes to the first of them."""
    lieux: dict[int, str] = {}
    for lieu, documents in _lieux(candidature):
        lieux |= {pk: lieux.get(pk, lieu) for pk in documents if pk is not None}
    suite = Document.objects.filter(pk__in=lieux).select_related("fichier").order_by("pk")
    return {_chemin(lieux[document.pk], rang, document.nom): document for rang, document in enumerate(suite, start=1)}


def _lieux(candidature: Candidature) -> Iterator[tuple[str, QuerySet[Any, Any]]]:
    audits = AuditIns._default_manager.filter(candidature=candidature)
    officiels = DocumentOfficiel._default_manager.filter(candidature=candidature)
    conventions = Convention._default_manager.filter(candidature=candidature)
    yield "etape-2", _documents(Piece.objects.filter(etape__candidature=candidature))
    yield "etape-3", _documents(Depot.objects.filter(preuve__chapitre__candidature=candidature))
    yield "etape-3-en-attente", _documents(FichierDuLot.objects.filter(candidature=candidature))
    yield "audit-ins", audits.values_list("rapport", flat=True)
    yield "audit-ins", audits.values_list("pas_a_pas", flat=True)
    yield "etape-4", _documents(officiels)
    yield "conversation", _documents(PieceJointe.objects.filter(message__fil__candidature=candidature))
    yield "etape-4", conventions.values_list("exemplaire_signe", flat=True)


def _documents(objets: QuerySet[Any]) -> QuerySet[Any, Any]:
    return objets.values_list("document", flat=True)


def _chemin(lieu: str, rang: int, nom: str) -> str:
    """The vendor's name kept readable, without what a system would take for a folder or refuse."""
    ascii_ = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return f"fichiers/{lieu}/{rang:05}-{re.sub(r'[^A-Za-z0-9._-]+', '_', ascii_)[-LONGUEUR_DU_NOM:]}"
