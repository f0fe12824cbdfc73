"""The person's own sessions, and allauth's pages for who lacks what they ask for."""

from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from segur.noyau.acces.identite import confirmer_d_abord, identite_recente
from segur.noyau.acces.sessions import fermer_les_autres_sessions, sessions_ouvertes
from segur.noyau.requete import Requete


@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: Requete) -> HttpResponse:
    """Where my account is open: I close one of them, or all the others at once, once I have proved who I am."""
    recente = identite_recente(request)
    if request.method == "POST" and not recente:
        messages.warning(request, "Confirmez d’abord votre identité, puis fermez à nouveau.")
        return confirmer_d_abord(request)
    if request.method == "POST":
        return _fermer(request)
    ouvertes = sessions_ouvertes(request)
    contexte = {"sessions": ouvertes, "courante": request.session.session_key, "a_confirmer": not recente}
    return render(request, "acces/sessions.html", contexte)


def _fermer(request: Requete) -> HttpResponse:
    if "toutes" in request.POST:
        fermer_les_autres_sessions(request)
        messages.success(request, "Toutes vos autres sessions sont fermées.")
        return redirect("sessions")
    choisie = request.POST.get("session", "")
    siennes = request.user.usersession_set.exclude(session_key=request.session.session_key)
    get_object_or_404(siennes, pk=choisie if choisie.isdecimal() and len(choisie) < 13 else 0).end()
    messages.success(request, "La session est fermée.")
    return redirect("sessions")


def si_comptes_locaux(vue: Any) -> Any:
    """The pages of passwords, where there are passwords; the login page is still read, to choose a provider."""

    @wraps(vue)
    def ouvrir(request: Requete, **arguments: Any) -> HttpResponseBase:
        page_de_connexion = request.resolver_match and request.resolver_match.view_name == "account_login"
        if not settings.COMPTES_LOCAUX and not (page_de_connexion and request.method != "POST"):
            raise Http404
        reponse: HttpResponseBase = vue(request, **arguments)
        return reponse

    return ouvrir


def avec_un_moyen(vue: Any) -> Any:
    """The page where to confirm who one is, for who has a password or a factor; otherwise, how to get one."""

    @wraps(vue)
    def confirmer(request: Requete) -> HttpResponseBase:
        if get_adapter().get_reauthentication_methods(request.user):
            reponse: HttpResponseBase = vue(request)
            return reponse
        messages.warning(request, "Pour confirmer votre identité, activez d’abord un second facteur.")
        return redirect("mfa_index")

    return confirmer


@require_http_methods(["GET", "POST"])
def mot_de_passe(request: Requete) -> HttpResponseBase:
    """Changed by who has one; who comes in otherwise may ask for one, by mail."""
    if not request.user.has_usable_password():
        return redirect("account_reset_password")
    reponse: HttpResponseBase = PasswordChangeView.as_view(success_url=reverse_lazy("portail:compte"))(request)
    return reponse
