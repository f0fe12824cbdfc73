"""Who acts in this request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from segur.noyau.comptes.models import Acteur, acteur_pour

CLE_DE_SESSION = "organisation"


class ActeurMiddleware:
    """Reads the person's roles from the database at each request: a role removed stops acting at the next one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            acteur = acteur_pour(request.user, request.session.get(CLE_DE_SESSION))
        else:
            acteur = Acteur(None, None, frozenset())
        request.acteur = acteur  # type: ignore[attr-defined]
        return self.get_response(request)
