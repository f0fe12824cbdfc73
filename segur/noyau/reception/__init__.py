"""The instant at which a request was received (AF section 2: « reçue »), and the network address it comes from."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from segur.noyau import horloge

journal = logging.getLogger(__name__)
AVANCE_NOTABLE = timedelta(milliseconds=250)


class ReceptionMiddleware:
    """First of all middlewares: stamps `request.recu_le`, the aware instant of the last byte at the front server.

    The front server's stamp (`X-Received-At`, seconds since the epoch) is believed only from a trusted proxy, and only
    within what a queue and two clocks explain (`AVANCE_DU_MANDATAIRE`, `RETARD_DU_MANDATAIRE`): beyond, an alarm is
    logged and the portal's own clock serves. Nothing is refused for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        _reseaux(tuple(settings.MANDATAIRES_DE_CONFIANCE))  # one that is not a network stops the portal at once

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.recu_le = self._instant_du_mandataire(request) or horloge.maintenant()  # type: ignore[attr-defined]
        return self.get_response(request)

    def _instant_du_mandataire(self, request: HttpRequest) -> datetime | None:
        valeur = request.headers.get("X-Received-At")
        if not valeur or not est_un_mandataire(request.META.get("REMOTE_ADDR", "")):
            return None
        try:
            instant = datetime.fromtimestamp(float(valeur), UTC)
            return instant + horloge.decalage() if _est_plausible(instant) else None
        except (ValueError, OverflowError, OSError):
            return None


def est_un_mandataire(adresse: str) -> bool:
    """Whether it is a proxy that we trust."""
    try:
        lue = ip_address(adresse)
    except ValueError:
        return False
    return any(lue in reseau for reseau in _reseaux(tuple(settings.MANDATAIRES_DE_CONFIANCE)))


@lru_cache(maxsize=8)
def _reseaux(ecrits: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(ecrit) for ecrit in ecrits)


def adresse_du_client(request: HttpRequest) -> str:
    """The nearest address that is not a trusted proxy's: what it wrote of who is behind it proves nothing."""
    pair = request.META.get("REMOTE_ADDR", "")
    suite = [adresse.strip() for adresse in request.headers.get("X-Forwarded-For", "").split(",") if adresse.strip()]
    while suite and est_un_mandataire(pair):
        pair = suite.pop()
    return str(pair)


def _est_plausible(instant: datetime) -> bool:
    """A stamp is a little before our clock; a little after it, two clocks disagree; otherwise one of them is wrong."""
    avance = instant - timezone.now()
    if -settings.RETARD_DU_MANDATAIRE <= avance <= AVANCE_NOTABLE:
        return True
    cru = timedelta() < avance <= settings.AVANCE_DU_MANDATAIRE
    suite = "il est cru" if cru else "l’horloge du portail est retenue"
    journal.error("L’instant du mandataire s’écarte de %.3f s de l’horloge : %s.", avance.total_seconds(), suite)
    return cru
