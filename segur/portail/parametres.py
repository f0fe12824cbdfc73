"""What an address, or a form, may carry."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from segur.noyau.requete import sans_nul

NUL = "%00"


class ParametresMiddleware:
    """Drops the NUL character from addresses and forms: nobody types it, and PostgreSQL refuses it in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        suite = request.META.get("QUERY_STRING", "")
        while NUL in suite:  # what is left on both sides may make another
            suite = suite.replace(NUL, "")
            request.META["QUERY_STRING"] = suite
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> None:
        """A door of the API reads its body by itself, and its forms refuse the character in words."""
        if request.method != "POST" or getattr(vue, "csrf_exempt", False):
            return
        try:
            request.POST = _sans_nul(request.POST)  # type: ignore[assignment]
        except UnreadablePostError:
            return


def _sans_nul(lus: QueryDict) -> QueryDict:
    if not any("\x00" in texte for nom, valeurs in lus.lists() for texte in (nom, *valeurs)):
        return lus
    propres = QueryDict(mutable=True, encoding=lus.encoding)
    for nom, valeurs in lus.lists():
        propres.setlist(sans_nul(nom), [sans_nul(valeur) for valeur in valeurs])
    propres._mutable = False
    return propres
