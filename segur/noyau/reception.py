"""The instant at which a request was received (AF section 2: « reçue »), and the network address it comes from."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from segur.noyau import horloge


class ReceptionMiddleware:
    """First of all middlewares: stamps `request.recu_le`, the aware instant of the last byte at the front server.

    The front server's stamp (`X-Received-At`, seconds since the epoch) is believed only from a trusted proxy.
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
            return datetime.fromtimestamp(float(valeur), UTC) + horloge.decalage()
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
