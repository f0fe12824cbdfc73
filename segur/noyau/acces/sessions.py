"""Sessions: when one is over, and how all the others of an account are ended at once."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from segur.noyau.acces.regles import session_finie
from segur.noyau.comptes.models import ANS, ASP, Acteur, Role, Utilisateur
from segur.noyau.requete import Requete

OUVERTE_A, VUE_A = "ouverte_a", "vue_a"
AGENTS = (*ANS, *ASP, Role.ADMINISTRATEUR)
Vue = TypeVar("Vue", bound=Callable[..., Any])
PRECISION = 60
"""Seconds between two writings of the last page seen: a session is not written at each page."""


def ouvrir_une_session(request: Requete, personne: Utilisateur) -> None:
    """For who has just chosen their password: the same session as by the login page."""
    login(request, personne)
    record_authentication(request, personne, "password")
    UserSession.objects.create_from_request(request)


def fermer_les_autres_sessions(request: Requete) -> None:
    """All of the account but this one, which goes on under a new key."""
    request.user.fermer_ses_sessions()
    garder_cette_session(request)


def garder_cette_session(request: Requete) -> None:
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)


def rester_connecte(request: Requete) -> None:
    """After an action that may have ended the person's own sessions: this one goes on."""
    ouverte_avec = request.user.generation
    request.user.refresh_from_db(fields=["generation"])
    if request.user.generation != ouverte_avec:
        garder_cette_session(request)


def sessions_ouvertes(request: Requete) -> list[UserSession]:
    """Of the person, the latest first; those that a change of password or factor has ended are no longer there."""
    lignes = UserSession.objects.filter(user=request.user).order_by("-created_at", "-pk")
    valables = Session.objects.filter(expire_date__gt=timezone.now(), session_key__in=lignes.values("session_key"))
    empreinte = request.user.get_session_auth_hash()
    bonnes = {s.session_key for s in valables if s.get_decoded().get(HASH_SESSION_KEY) == empreinte}
    return [ligne for ligne in lignes if ligne.session_key in bonnes]


def qui_ne_reveille_pas(vue: Vue) -> Vue:
    """For what a page asks by itself, again and again: nobody is shown to be there by it."""
    vue.sans_activite = True  # type: ignore[attr-defined]
    return vue


class DureeDeSessionMiddleware:
    """Ends a session past its duration, or without a page for too long: the next page is the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Requete) -> HttpResponse:
        if _est_comptee(request) and self._est_finie(request, time.time()):
            logout(request)
            request.acteur = Acteur(None, None, frozenset())
        return self.get_response(request)

    def process_view(self, request: Requete, vue: Any, args: Any, kwargs: Any) -> None:
        maintenant = time.time()
        if not _est_comptee(request) or getattr(vue, "sans_activite", False):
            return
        if maintenant - request.session.get(VUE_A, request.session[OUVERTE_A]) > PRECISION:
            request.session[VUE_A] = maintenant

    def _est_finie(self, request: Requete, maintenant: float) -> bool:
        ouverte_a = request.session.setdefault(OUVERTE_A, maintenant)
        agent = request.acteur.tient(*AGENTS)
        return session_finie(
            ouverte_a=ouverte_a,
            vue_a=request.session.get(VUE_A, ouverte_a),
            maintenant=maintenant,
            duree=settings.SESSION_DUREE,
            inactivite=settings.SESSION_INACTIVITE if agent else settings.SESSION_INACTIVITE_AUTRES,
        )


def _est_comptee(request: Requete) -> bool:
    """Opened by a person, where something is counted: a program brings its token each time."""
    if not request.user.is_authenticated or getattr(request, "jeton", None) is not None:
        return False
    return bool(settings.SESSION_DUREE or settings.SESSION_INACTIVITE or settings.SESSION_INACTIVITE_AUTRES)
