"""The one door through which a stored file leaves."""

from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from segur.noyau.documents.apercus import TYPES, genre, suffixe
from segur.noyau.documents.models import Document
from segur.noyau.documents.sortie import remettre
from segur.noyau.requete import Requete


@require_safe
@never_cache
def telecharger(request: Requete, identifiant: UUID) -> HttpResponseBase:
    """As an attachment, never interpreted, to who may see one of its owners; 404 to anyone else."""
    document = _document(request, identifiant)
    return retenue(request, document) or _piece_jointe(request, document)  # type: ignore[call-arg]


@require_safe
@never_cache
def apercu(request: Requete, identifiant: UUID) -> HttpResponseBase:
    """In the page, for the few types that a browser shows without running anything; 404 for the others."""
    document = _document(request, identifiant)
    if not genre(document.nom):
        raise Http404
    return retenue(request, document) or _dans_la_page(request, document)  # type: ignore[call-arg]


def retenue(request: Requete, document: Document) -> HttpResponse | None:
    """The page that says why a file does not leave; None when it may. Every other door of a stored file asks it too."""
    verdict = document.servable_a(request.acteur)
    if verdict.favorable:
        return None
    contexte = {"document": document, "verdict": verdict}
    return render(request, "documents/retenu.html", contexte, status=409)


@csp_replace({"default-src": [NONE], "sandbox": True})  # type: ignore[arg-type]
def _piece_jointe(request: Requete, document: Document) -> HttpResponseBase:
    return remettre(request, document, type_lu=document.fichier.type_mime, jointe=True)


@csp_replace({"default-src": [NONE], "object-src": [SELF], "frame-ancestors": [SELF]})  # type: ignore[arg-type]
def _dans_la_page(request: Requete, document: Document) -> HttpResponseBase:
    reponse = remettre(request, document, type_lu=TYPES[suffixe(document.nom)], jointe=False)
    reponse["X-Frame-Options"] = "SAMEORIGIN"
    return reponse


def _document(request: Requete, identifiant: UUID) -> Document:
    documents = Document.objects.visibles_par(request.acteur).select_related("fichier")
    return get_object_or_404(documents, identifiant=identifiant)
