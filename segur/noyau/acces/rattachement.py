"""Who a national identity is here: by provider and subject, never by an address."""

from typing import Any

from allauth.core import context as allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from segur.noyau.acces.recits import raconter
from segur.noyau.comptes.models import Utilisateur

NUMERO = "numero_du_fournisseur"
"""In the session: the number of the firm that the provider gave, for the request to join it."""
LONGUEUR_DU_SIRET = 14
CHANGEMENTS = {"account_connected": "Identité nationale liée", "account_disconnected": "Identité nationale déliée"}


class AdaptateurDesIdentites(DefaultSocialAccountAdapter):
    """A first visit opens an account without any role, and leads to the request to join a firm (CP-02…CP-06).

    An address that an account already holds opens nothing: its holder signs in as usual, then links both.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Utilisateur:
        personne: Utilisateur = sociallogin.user
        personne.prenom, personne.nom = data["prenom"][:100], data["nom"][:100]
        personne.email = data.get("email", "").lower()
        sociallogin.numero = "".join(data["numero"].split())[:LONGUEUR_DU_SIRET]
        sociallogin.adresse_prouvee = data["adresse_prouvee"]
        return personne

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        email = sociallogin.user.email
        if not email or not sociallogin.adresse_prouvee:
            raise _explication(request, "sans_adresse")
        if Utilisateur.objects.filter(email__iexact=email).exists():
            raise _explication(request, "adresse_connue")

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Utilisateur:
        personne: Utilisateur = super().save_user(request, sociallogin, form)
        request.session[NUMERO] = sociallogin.numero
        return personne

    def send_notification_mail(
        self, template_prefix: str, user: Utilisateur, context: Any = None, email: str | None = None
    ) -> None:
        """The holder is told, and the journal of the account too: linked, or unlinked."""
        super().send_notification_mail(template_prefix, user, context, email)
        recit = CHANGEMENTS.get(template_prefix.rpartition("/")[2])
        if recit and allauth.request:
            raconter(allauth.request, "identite", recit)

    def get_requests_session(self) -> Any:
        """What is sent to a provider goes to the addresses that it published, and is not sent on elsewhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("identites")


def _explication(request: HttpRequest, cas: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "acces/identite_inconnue.html", {"cas": cas}, status=409))
