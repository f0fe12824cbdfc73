"""Under /api/v1/, only a token says who acts: the browser's session counts for nothing there."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from segur.noyau.comptes.models import EDITEUR, Acteur
from segur.noyau.jetons.models import Jeton
from segur.noyau.jetons.regles import jeton_valable
from segur.noyau.reception import adresse_du_client
from segur.noyau.temps import jour_de_paris

RACINE = "/api/v1/"
SCHEMA = "bearer "


class JetonMiddleware:
    """Sets `jeton`, `refus_du_jeton`, `user` and `acteur`. After the session's own, before whoever reads the person."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.path.startswith(RACINE):
            _identifier(request)
        return self.get_response(request)


def _identifier(request: Any) -> None:
    request.jeton, request.refus_du_jeton, request.user = None, "", AnonymousUser()
    request.acteur = Acteur(None, None, frozenset())
    entete = request.headers.get("Authorization", "")
    if not entete:
        return
    secret = entete[len(SCHEMA) :].strip() if entete.lower().startswith(SCHEMA) else ""
    jeton = Jeton.objects.par_secret(secret) if secret else None
    if jeton is None:
        request.refus_du_jeton = "Ce jeton n’est pas reconnu."
        return
    request.refus_du_jeton = _refus(jeton, request)
    if not request.refus_du_jeton:
        request.jeton, request.user, request.acteur = jeton, jeton.cree_par, jeton.acteur()
        _dire_l_usage(jeton, request)


def _refus(jeton: Jeton, request: Any) -> str:
    verdict = jeton_valable(
        recu_le=request.recu_le,
        expire_le=jeton.expire_le,
        revoque=jeton.statut == Jeton.Statut.REVOQUE,
        adresse=adresse_du_client(request),
        reseaux=jeton.reseaux,
    )
    if not verdict.favorable:
        return verdict.obstacles[0].explication
    return "" if jeton.acteur().tient(*EDITEUR) else "La personne qui a créé ce jeton n’agit plus pour l’organisation."


def _dire_l_usage(jeton: Jeton, request: Any) -> None:
    """The day alone: one write a day, so that a firm sees the tokens that serve no more."""
    jour = jour_de_paris(request.recu_le)
    if jeton.utilise_le != jour:
        Jeton.objects.filter(pk=jeton.pk).update(utilise_le=jour)
