"""The provider that allauth finds by the name of this module: OpenID Connect, with its known gaps closed."""

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from segur.noyau.acces.jetons import DE_L_USERINFO, DU_JETON_D_IDENTITE, lire_un_jeton


class AdaptateurOpenID(OpenIDConnectOAuth2Adapter):
    """Verifies the identity token, its nonce and its acr, and a signed userinfo; both must name one subject."""

    nonce: str | None = None

    @property
    def openid_config(self) -> Any:
        """The metadata, when they are those of the provider that is configured (OpenID Connect Discovery, 4.3)."""
        lues = super().openid_config
        if lues["issuer"].rstrip("/") != self.get_provider().app.settings["emetteur"].rstrip("/"):
            raise OAuth2Error("métadonnées d’un autre fournisseur")
        return lues

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **suite: Any) -> Any:
        brut = suite["response"].get("id_token", "")
        jeton = self._lire(app, brut, DU_JETON_D_IDENTITE)
        self._controler(request, app, jeton)
        userinfo = self._userinfo(app, token.token)
        if userinfo.get("sub") != jeton["sub"]:
            raise OAuth2Error("userinfo d’une autre personne")
        entree = self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo, "id_token": jeton})
        entree.deconnexion = self._deconnexion(request, app, brut)
        return entree

    def _controler(self, request: HttpRequest, app: Any, jeton: dict[str, Any]) -> None:
        if not self.nonce or jeton.get("nonce") != self.nonce:
            raise OAuth2Error("nonce inattendu")
        if request.GET.get("iss", jeton["iss"]) != jeton["iss"]:
            raise OAuth2Error("réponse d’un autre fournisseur")
        if app.settings["acr"] and jeton.get("acr") not in app.settings["acr"]:
            raise OAuth2Error("niveau d’authentification insuffisant")

    def _lire(self, app: Any, jeton: str, exiges: list[str]) -> dict[str, Any]:
        with self._session() as session:
            reponse = session.get(self.openid_config["jwks_uri"])
            reponse.raise_for_status()
        emetteur = self.openid_config["issuer"]
        return lire_un_jeton(jeton, cles=reponse.json(), emetteur=emetteur, client=app.client_id, exiges=exiges)

    def _userinfo(self, app: Any, acces: str) -> dict[str, Any]:
        """A signed token or plain JSON, as the provider answers; nothing but the former where it must be signed."""
        with self._session() as session:
            reponse = session.get(self.profile_url, headers={"Authorization": f"Bearer {acces}"})
            reponse.raise_for_status()
        if reponse.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._lire(app, reponse.text, DE_L_USERINFO)
        lu = reponse.json()
        if app.settings["userinfo_signe"] or not isinstance(lu, dict):
            raise OAuth2Error("userinfo sans signature")
        return lu

    def _deconnexion(self, request: HttpRequest, app: Any, jeton: str) -> str:
        """Where to go on leaving, so that the provider's own session ends too; "" when it offers nothing."""
        adresse = self.openid_config.get("end_session_endpoint", "")
        retour = request.build_absolute_uri(reverse("portail:accueil"))
        parametres = {"id_token_hint": jeton, "client_id": app.client_id, "post_logout_redirect_uri": retour}
        return f"{adresse}?{urlencode(parametres)}" if adresse else ""

    def _session(self) -> Any:
        return get_adapter().get_requests_session()


class FournisseurDIdentite(OpenIDConnectProvider):
    """Sends a nonce, and what the configuration says and nothing that the address of the page adds; keeps little."""

    oauth2_adapter_class = AdaptateurOpenID

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **suite: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        suite |= {"auth_params": {**self.get_auth_params(), "nonce": nonce}, "scope": self.get_scope(), "nonce": nonce}
        reponse: HttpResponse = super().redirect(request, process, next_url, data, **suite)
        return reponse

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject, which never changes hands; nothing else recognises a person."""
        return str(data["id_token"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"iss": data["id_token"]["iss"], "acr": data["id_token"].get("acr", "")}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        champs = self.app.settings["champs"]
        lus = {champ: str(data["userinfo"].get(nom) or "") for champ, nom in champs.items()}
        prouvee = data["userinfo"].get("email_verified") not in (False, "false")
        return {**lus, "email": lus["courriel"], "adresse_prouvee": prouvee}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


provider_classes = [FournisseurDIdentite]
