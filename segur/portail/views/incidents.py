"""What the portal answers when it fails itself."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from segur.noyau.documents.pannes import RangementImpossible

REESSAYER_DANS = 60


def incident(request: HttpRequest) -> HttpResponse:
    """Nothing of the request is read again: it may be what failed. A storage away is said so, with how to go on."""
    if isinstance(sys.exc_info()[1], RangementImpossible):
        entetes = {"Retry-After": str(REESSAYER_DANS)}
        return HttpResponse(render_to_string("503.html"), status=503, headers=entetes)
    return server_error(request)
