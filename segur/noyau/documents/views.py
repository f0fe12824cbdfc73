"""The one door through which a stored file leaves."""

from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from segur.noyau.documents.apercus import TYPES, genre, suffixe
from segur.noyau.documents.models import Document
from segur.noyau.requete import Requete


@require_safe
@never_cache
@csp_replace({"default-src": [NONE], "sandbox": True})  # type: ignore[arg-type]
def telecharger(request: Requete, identifiant: UUID) -> FileResponse:
    """As an attachment, never interpreted, to who may see one of its owners; 404 to anyone else."""
    document = _document(request, identifiant)
    reponse = FileResponse(
        default_storage.open(document.fichier.chemin),
        as_attachment=True,
        filename=document.nom,
        content_type=document.fichier.type_mime,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@require_safe
@never_cache
@csp_replace({"default-src": [NONE], "object-src": [SELF], "frame-ancestors": [SELF]})  # type: ignore[arg-type]
def apercu(request: Requete, identifiant: UUID) -> FileResponse:
    """In the page, for the few types that a browser shows without running anything; 404 for the others."""
    document = _document(request, identifiant)
    if not genre(document.nom):
        raise Http404
    reponse = FileResponse(
        default_storage.open(document.fichier.chemin),
        filename=document.nom,
        content_type=TYPES[suffixe(document.nom)],
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["X-Frame-Options"] = "SAMEORIGIN"
    return reponse


def _document(request: Requete, identifiant: UUID) -> Document:
    documents = Document.objects.visibles_par(request.acteur).select_related("fichier")
    return get_object_or_404(documents, identifiant=identifiant)
