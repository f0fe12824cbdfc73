"""An address that only receives forms, opened like a page."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from segur.noyau.requete import Requete


class MethodeMiddleware:
    """Says in words what Django answers by an empty page (405): typed by hand, reloaded, kept as a bookmark."""

    def __init__(self, get_response: Callable[[Requete], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Requete) -> HttpResponse:
        reponse = self.get_response(request)
        if not isinstance(reponse, HttpResponseNotAllowed) or request.method != "GET" or request.htmx:
            return reponse
        page = render(request, "405.html", status=reponse.status_code)
        page["Allow"] = reponse["Allow"]
        return page
