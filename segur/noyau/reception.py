"""The instant at which a request was received (AF section 2: « reçue »)."""

from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from segur.noyau import horloge


class ReceptionMiddleware:
    """First of all middlewares: stamps `request.recu_le`, the aware instant of the last byte at the front server.

    The front server's stamp (`X-Received-At`, seconds since the epoch) is believed only from a trusted proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.reseaux = [ip_network(reseau) for reseau in settings.MANDATAIRES_DE_CONFIANCE]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.recu_le = self._instant_du_mandataire(request) or horloge.maintenant()  # type: ignore[attr-defined]
        return self.get_response(request)

    def _instant_du_mandataire(self, request: HttpRequest) -> datetime | None:
        valeur = request.headers.get("X-Received-At")
        if not valeur or not self._est_de_confiance(request.META.get("REMOTE_ADDR", "")):
            return None
        try:
            return datetime.fromtimestamp(float(valeur), UTC) + horloge.decalage()
        except (ValueError, OverflowError, OSError):
            return None

    def _est_de_confiance(self, adresse: str) -> bool:
        try:
            return any(ip_address(adresse) in reseau for reseau in self.reseaux)
        except ValueError:
            return False
