"""What the log says of who comes in, and of who is refused: who, from where, at which door; never what was typed."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from segur.noyau.reception import adresse_du_client

journal = logging.getLogger(__name__)
ENTREES = {
    "account_login": "password",
    "mfa_authenticate": "second factor",
    "account_reauthenticate": "password again",
    "mfa_reauthenticate": "second factor again",
    "mfa_reauthenticate_webauthn": "security key again",
    "openid_connect_callback": "identity provider",
    "account_logout": "leaving",
    "account_reset_password": "forgotten password",
    "account_reset_password_from_key": "new password",
    "account_change_password": "password changed",
    "mfa_activate_totp": "application added",
    "mfa_deactivate_totp": "application removed",
    "mfa_add_webauthn": "security key added",
    "mfa_remove_webauthn": "security key removed",
    "mfa_generate_recovery_codes": "recovery codes renewed",
}
"""Doors where somebody says who they are, or changes how they say it."""
REFUS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS,
}
REGLES = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
"""Refused by a rule, or by the form: usual, and what somebody looking for a way round does many times."""


class TracesMiddleware:
    """One line per try at a door, and per request refused at an address that exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        vue = request.resolver_match.view_name if request.resolver_match else ""
        if vue in ENTREES and (request.method == "POST" or vue == "openid_connect_callback"):
            self._dire_l_entree(request, reponse, vue)
        elif vue and reponse.status_code in REFUS:
            journal.warning("refus %s %s %s %s", reponse.status_code, request.method, vue, _qui(request))
        elif vue and reponse.status_code in REGLES:
            journal.info("règle %s %s %s %s", reponse.status_code, request.method, vue, _qui(request))
        return reponse

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> None:
        """Whoever leaves is nobody once they have left."""
        if request.resolver_match and request.resolver_match.view_name in ENTREES:
            request.compte_d_avant = request.user.pk  # type: ignore[attr-defined]

    def _dire_l_entree(self, request: HttpRequest, reponse: HttpResponse, vue: str) -> None:
        """A form that is accepted leads elsewhere; one that is not comes back."""
        acceptee = reponse.status_code in (HTTPStatus.FOUND, HTTPStatus.NO_CONTENT)
        niveau, issue = (logging.INFO, "acceptée") if acceptee else (logging.WARNING, "refusée")
        journal.log(niveau, "entrée %s (%s) %s %s", issue, ENTREES[vue], reponse.status_code, _qui(request))


def _qui(request: HttpRequest) -> str:
    """The object by its number alone: an address may hold the secret of an invitation.

    During a visit it is the support who acts; whom it sees as comes after.
    """
    nommes = request.resolver_match.kwargs if request.resolver_match else {}
    dicibles = {nom: valeur for nom, valeur in nommes.items() if isinstance(valeur, int) or nom == "numero"}
    objet = ",".join(f"{nom}={valeur}" for nom, valeur in dicibles.items()) or "-"
    essaye = request.POST.get("login", "") if request.method == "POST" else ""
    support = request.acteur.vu_par if hasattr(request, "acteur") else None
    compte = request.user.pk or getattr(request, "compte_d_avant", None) or "-"
    qui = f"{support.pk} comme={compte}" if support else compte
    suite = f" essaye={empreinte(essaye)}" if essaye else ""
    return f"compte={qui} objet={objet} adresse={adresse_du_client(request)}{suite}"


def empreinte(identifiant: str) -> str:
    """The same for the same account tried, and nobody's address."""
    return salted_hmac("acces.traces", identifiant.strip().lower(), algorithm="sha256").hexdigest()[:12]
