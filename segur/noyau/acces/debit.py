"""How many pages and exports a signed-in person may ask for in a minute. What they send is never slowed down."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from segur.noyau.acces.regles import debit_depasse, est_un_export
from segur.noyau.requete import Requete

FENETRE = 60
"""Seconds that are counted together."""
LUES = ("GET", "HEAD")
journal = logging.getLogger(__name__)


class DebitMiddleware:
    """On the shared cache, by person: several browsers of one account count together, and nobody else pays for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Requete) -> HttpResponse:
        if request.method not in LUES or not request.user.is_authenticated or getattr(request, "jeton", None):
            return self.get_response(request)
        export = est_un_export(chemin=request.path, format=request.GET.get("format", ""))
        au_plus = settings.EXPORTS_PAR_MINUTE if export else settings.PAGES_PAR_MINUTE
        instant, porteur = time.time(), request.acteur.vu_par or request.user
        if au_plus and debit_depasse(faites=_compter(porteur.pk, export, instant), au_plus=au_plus):
            return _trop(request, export, FENETRE - int(instant) % FENETRE)
        return self.get_response(request)


def _compter(personne: int, export: bool, instant: float) -> int:
    """This one included. A cache that does not answer stops nobody."""
    cle = f"acces:debit:{'export' if export else 'page'}:{personne}:{int(instant) // FENETRE}"
    try:
        return 1 if cache.add(cle, 1, 2 * FENETRE) else int(cache.incr(cle))
    except (RedisError, ValueError) as panne:
        journal.warning("débit non compté : %s", type(panne).__name__)
        return 0


def _trop(request: Requete, export: bool, secondes: int) -> HttpResponse:
    contexte = {"export": export, "secondes": secondes}
    reponse = render(request, "acces/debit.html", contexte, status=429)
    reponse["Retry-After"] = str(secondes)
    return reponse
