"""Sessions: when one is over, and how all the others of an account are ended at once."""

import time
from collections.abc import Callable

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


class DureeDeSessionMiddleware:
    """Ends a session past its duration, or that of an agent without a page for too long: the next page is the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Requete) -> HttpResponse:
        par_session = request.user.is_authenticated and getattr(request, "jeton", None) is None
        if par_session and (settings.SESSION_DUREE or settings.SESSION_INACTIVITE):
            self._compter(request, time.time())
        return self.get_response(request)

    def _compter(self, request: Requete, maintenant: float) -> None:
        session = request.session
        ouverte_a = session.setdefault(OUVERTE_A, maintenant)
        vue_a = session.get(VUE_A, ouverte_a)
        agent = request.acteur.tient(*AGENTS)
        inactivite = settings.SESSION_INACTIVITE if agent else None
        if session_finie(
            ouverte_a=ouverte_a,
            vue_a=vue_a,
            maintenant=maintenant,
            duree=settings.SESSION_DUREE,
            inactivite=inactivite,
        ):
            logout(request)
            request.acteur = Acteur(None, None, frozenset())
        elif agent and maintenant - vue_a > PRECISION:
            session[VUE_A] = maintenant
