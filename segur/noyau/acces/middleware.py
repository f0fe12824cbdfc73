"""Who must have a second factor reaches nothing before using one."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from segur.noyau.acces.identite import adresse_de_confirmation, second_facteur_exige, second_facteur_prouve
from segur.noyau.requete import Requete

OUVERTES_SANS_FACTEUR = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_logout",
    "security_txt",
    "healthz",
    "readyz",
}
A_ACTIVER = "Votre rôle demande un second facteur : activez-en un pour continuer."


class SecondFacteurMiddleware:
    """By the session and not by the account: whichever way it was opened, this session used a factor, or opens nothing.

    Whoever has none is led to the page that activates one; whoever has one, to the page that asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Requete) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Requete, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(request, "jeton", None):  # a program: its token was made by somebody who had used a factor
            return None
        if not settings.SECOND_FACTEUR or not second_facteur_exige(request) or second_facteur_prouve(request):
            return None
        if request.resolver_match and request.resolver_match.view_name in OUVERTES_SANS_FACTEUR:
            return None
        if is_mfa_enabled(request.user):
            return HttpResponseRedirect(adresse_de_confirmation(request))
        messages.warning(request, A_ACTIVER)
        return HttpResponseRedirect(reverse("mfa_index"))
