"""How allauth behaves here: accounts opened by invitation, addresses seen by our proxies, secrets encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from segur.noyau.acces.identite import preuve_recente
from segur.noyau.acces.rattachement import NUMERO
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.documents.chiffrement import chiffrer_texte, dechiffrer_texte
from segur.noyau.reception import adresse_du_client

DECONNEXION = "deconnexion_du_fournisseur"


class Adaptateur(DefaultAccountAdapter):
    """Local accounts are opened by an administrator or an invitation, never by a stranger.

    Their address is proven before they have a password: by the link of an invitation, or of a new password.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Whoever comes for the first time asks to join a firm, whose number the provider may have given."""
        numero = request.session.pop(NUMERO, "")
        return f"{reverse('comptes:rejoindre')}{f'?numero={numero}' if numero.isdecimal() else ''}"

    def post_login(
        self, request: HttpRequest, user: Utilisateur, *, signal_kwargs: Any, **options: Any
    ) -> HttpResponse:
        entree = (signal_kwargs or {}).get("sociallogin")
        request.session[DECONNEXION] = getattr(entree, "deconnexion", "")
        reponse: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **options)
        return reponse

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """By the provider that one came in by, which ends its own session."""
        return str(request.session.get(DECONNEXION) or super().get_logout_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        return adresse_du_client(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count by account and address together: nobody is locked out by what others try elsewhere."""
        return f"{self.get_client_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"

    def reauthenticate(self, user: Utilisateur, password: str) -> bool:
        """By the address that the account itself holds: allauth's own table of addresses is not used here."""
        prouvee = self.authenticate(context.request, email=user.email, password=password)
        return prouvee is not None and prouvee.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Signing in counts: who has just done so is not asked again. Who has a factor proves it, not a password."""
        request = context.request
        return not preuve_recente(request, seulement_facteur=is_mfa_enabled(request.user))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """A password alone is not enough for who has a second factor."""
        moyens: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [moyen for moyen in moyens if moyen["id"] != "reauthenticate"] or moyens

    def send_notification_mail(
        self, template_prefix: str, user: Utilisateur, context: Any = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class AdaptateurDesFacteurs(DefaultMFAAdapter):
    """The secrets of second factors are encrypted at rest, with the keys of bank details."""

    def get_totp_issuer(self) -> str:
        return str(settings.NOM_DU_SERVICE)

    def encrypt(self, text: str) -> str:
        return chiffrer_texte(text)

    def decrypt(self, encrypted_text: str) -> str:
        return dechiffrer_texte(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.NOM_DU_SERVICE)}
