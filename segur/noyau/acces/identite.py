"""Who proved their identity, how and when, in this session: what allauth records, read in our words."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from segur.noyau.acces import regles
from segur.noyau.requete import Requete

FACTEUR = "mfa"


def second_facteur_exige(request: Requete) -> bool:
    """Whether a role that the person holds for this organisation asks for a second factor, or whoever sees as them."""
    return request.acteur.tient(*settings.SECOND_FACTEUR) or request.acteur.vu_par is not None


def second_facteur_prouve(request: Requete) -> bool:
    """Whether this very session used one: the person's own, or that of the support who sees as them."""
    porteur = request.acteur.vu_par or request.user
    return any(preuve["method"] == FACTEUR for preuve in get_authentication_records(request, porteur))


def oublier_les_preuves(request: HttpRequest) -> None:
    request.session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)


def retenir_le_facteur(request: HttpRequest, nature: str) -> None:
    """Who has just activated a factor has just proved that they hold it."""
    record_authentication(request, request.user, FACTEUR, type=nature)


def identite_recente(request: Requete) -> bool:
    """Whether a sensitive action may be run now. Always, where no second factor is asked of anybody."""
    if not settings.SECOND_FACTEUR:
        return True
    return preuve_recente(request, seulement_facteur=second_facteur_exige(request))


def preuve_recente(request: HttpRequest, *, seulement_facteur: bool) -> bool:
    preuves = get_authentication_records(request, request.user)
    instants = [preuve["at"] for preuve in preuves if not seulement_facteur or preuve["method"] == FACTEUR]
    return regles.preuve_recente(
        prouvee_a=max(instants, default=None),
        maintenant=time.time(),
        fenetre=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT,
    )


def adresse_de_confirmation(request: HttpRequest) -> str:
    """Where the person confirms who they are before coming back to this page."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"


def confirmer_d_abord(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(adresse_de_confirmation(request))
