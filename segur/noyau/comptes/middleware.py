"""Who acts in this request."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from segur.noyau.comptes.models import Acteur, acteur_pour

CLE_DE_SESSION = "organisation"


class ActeurMiddleware:
    """Reads the person's roles from the database at each request: a role removed stops acting at the next one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if hasattr(request, "acteur"):  # a token said it
            return self.get_response(request)
        if request.user.is_authenticated:
            acteur = acteur_pour(request.user, request.session.get(CLE_DE_SESSION), _instant(request))
        else:
            acteur = Acteur(None, None, frozenset())
        request.acteur = acteur  # type: ignore[attr-defined]
        return self.get_response(request)


def _instant(request: HttpRequest) -> datetime | None:
    recu_le: datetime | None = getattr(request, "recu_le", None)
    return recu_le


class ConnexionMiddleware(LoginRequiredMiddleware):
    """Every page needs a connection. Who signs in again after sending a form comes back to the page of that form."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = request.META.get("HTTP_REFERER", "")
        if url_has_allowed_host_and_scheme(page, {request.get_host()}):
            adresse = urlsplit(page)
            retour = f"{adresse.path}?{adresse.query}" if adresse.query else adresse.path
        else:
            retour = resolve_url(settings.LOGIN_REDIRECT_URL)
        return redirect_to_login(retour, self.get_login_url(view_func))
