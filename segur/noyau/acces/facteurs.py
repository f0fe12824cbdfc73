"""allauth's pages of second factors, where a change ends the other sessions of the account."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction as db
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from segur.noyau.acces.identite import oublier_les_preuves, preuve_recente, retenir_le_facteur
from segur.noyau.acces.recits import raconter
from segur.noyau.acces.sessions import fermer_les_autres_sessions
from segur.noyau.requete import Requete


def _si_actif(nature: str, request: HttpRequest) -> HttpResponseBase | None:
    """Back to the list of factors for who has none of that kind."""
    return None if is_mfa_enabled(request.user, [nature]) else redirect("mfa_index")


class ChangementDeFacteur:
    """The factor is changed, then every other session of the account is over."""

    request: Requete
    ajoute = ""
    recit = ""
    """What the journal of the account says of it."""

    def form_valid(self, form: Any) -> HttpResponse:
        with db.atomic():
            reponse: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            raconter(self.request, "second_facteur", self.recit)
        if self.ajoute:
            retenir_le_facteur(self.request, self.ajoute)
        elif not is_mfa_enabled(self.request.user):
            oublier_les_preuves(self.request)
        fermer_les_autres_sessions(self.request)
        return reponse


class ActivationTotpForm(ActivateTOTPForm):
    """The code that activates has been used: it opens no session afterwards."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class CleForm(AddWebAuthnForm):
    """The name is for its holder alone, who has a suggestion."""

    name = forms.CharField(label="Nom de la clé", max_length=60, required=False)


class AjoutDeFacteur(ChangementDeFacteur):
    """Who has neither a password nor a factor proves who they are by coming in again."""

    def dispatch(self, request: Requete, *args: Any, **kwargs: Any) -> HttpResponseBase:
        facteur = is_mfa_enabled(request.user)
        sans_moyen = not (facteur or request.user.has_usable_password())
        if sans_moyen and not preuve_recente(request, seulement_facteur=False):
            logout(request)
            return redirect_to_login(request.get_full_path())
        reponse: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return reponse


class ActiverTotp(AjoutDeFacteur, ActivateTOTPView):
    recit = "Second facteur ajouté : application"
    ajoute = Authenticator.Type.TOTP


class DesactiverTotp(ChangementDeFacteur, DeactivateTOTPView):
    recit = "Second facteur retiré : application"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _si_actif(Authenticator.Type.TOTP, request) or super().dispatch(request, *args, **kwargs)


class AjouterUneCle(AjoutDeFacteur, AddWebAuthnView):
    recit = "Second facteur ajouté : clé de sécurité"
    ajoute = Authenticator.Type.WEBAUTHN


class RetirerUneCle(ChangementDeFacteur, RemoveWebAuthnView):
    recit = "Second facteur retiré : clé de sécurité"


class VoirLesCodes(ViewRecoveryCodesView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _si_actif(Authenticator.Type.RECOVERY_CODES, request) or super().dispatch(request, *args, **kwargs)


class RenouvelerLesCodes(ChangementDeFacteur, GenerateRecoveryCodesView):
    recit = "Codes de secours renouvelés"
