"""Coming in, and linking an account, by a national identity provider."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from segur.noyau.acces.adaptateurs import Adaptateur
from segur.noyau.acces.provider import AdaptateurOpenID
from segur.noyau.acces.sessions import fermer_les_autres_sessions
from segur.noyau.requete import Requete


class Retour(OAuth2CallbackView):
    """Hands to the adapter the nonce that was sent."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        etat, reponse = super()._get_state(request, provider)
        self.adapter.nonce = (etat or {}).get("nonce")
        return etat, reponse


def _aller(request: Requete, code: str, vue: Any) -> HttpResponseBase:
    """404 for a provider that is not configured; a page that says so when it does not answer as it should."""
    try:
        reponse: HttpResponseBase = vue.adapter_view(AdaptateurOpenID(request, code))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, OAuth2Error, KeyError, ValueError):
        return render(request, "acces/fournisseur_en_panne.html", status=503)
    if reponse.status_code == HTTPStatus.UNAUTHORIZED:  # an answer that cannot be accepted is no demand to sign in
        reponse.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return reponse


@login_not_required
@never_cache
@require_POST
def connexion(request: Requete, provider_id: str) -> HttpResponseBase:
    """Off to the provider. To link an account, its holder confirms who they are first."""
    lie = (request.POST.get("process") or request.GET.get("process")) == "connect"
    if lie and not request.user.is_authenticated:
        return redirect("account_login")
    if lie and Adaptateur(request).is_reauthentication_required(app="allauth.socialaccount"):
        retour = urlencode({"next": reverse("identites")})
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{retour}")
    return _aller(request, provider_id, OAuth2LoginView)


@login_not_required
@never_cache
@require_safe
def retour(request: Requete, provider_id: str) -> HttpResponseBase:
    return _aller(request, provider_id, Retour)


@login_not_required
@require_safe
def annulee(request: Requete) -> HttpResponse:
    return render(request, "socialaccount/login_cancelled.html")


@never_cache
@require_http_methods(["GET", "POST"])
def identites(request: Requete) -> HttpResponse:
    """Which national identities open my account: I link one, I unlink one."""
    siennes = {lien.provider: lien for lien in SocialAccount.objects.filter(user=request.user)}
    if request.method == "POST":
        return _delier(request)
    lignes = [(f["provider_id"], f["name"], siennes.get(f["provider_id"])) for f in settings.FOURNISSEURS]
    return render(request, "acces/identites.html", {"lignes": lignes})


def _delier(request: Requete) -> HttpResponse:
    choisie = request.POST.get("identite", "")
    siennes = SocialAccount.objects.filter(user=request.user)
    lien = get_object_or_404(siennes, pk=choisie if choisie.isdecimal() and len(choisie) < 13 else 0)
    if not request.user.has_usable_password() and siennes.count() == 1:
        messages.error(request, "Cette identité est la seule qui ouvre votre compte.")
        return redirect("identites")
    try:
        disconnect(request, lien)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
        return redirect("identites")
    fermer_les_autres_sessions(request)
    return redirect("identites")
