"""What the portal answers when it fails itself, or cannot read what it is sent."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request, server_error

from segur.noyau.documents.pannes import RangementImpossible
from segur.noyau.jetons.middleware import RACINE
from segur.portail.api.problemes import code_d_un_corps, repondre_hors_des_portes

REESSAYER_DANS = 60


def incident(request: HttpRequest) -> HttpResponse:
    """Nothing of the request is read again: it may be what failed. A storage away is said so, with how to go on."""
    sans_rangement = isinstance(sys.exc_info()[1], RangementImpossible)
    if request.path.startswith(RACINE):
        attente = {"Retry_After": str(REESSAYER_DANS)} if sans_rangement else {}
        return repondre_hors_des_portes(503 if sans_rangement else 500, **attente)
    if sans_rangement:
        entetes = {"Retry-After": str(REESSAYER_DANS)}
        return HttpResponse(render_to_string("503.html"), status=503, headers=entetes)
    return server_error(request)


def illisible(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Stopped before any view: a body of a wrong form, or of too many fields. A program is told as by its doors."""
    if request.path.startswith(RACINE):
        return repondre_hors_des_portes(code_d_un_corps(exception))
    return bad_request(request, exception)
