"""Who may: the token that the middleware read, its scopes, and how often it may ask."""

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework import authentication, exceptions, permissions, throttling

from segur.noyau.reception import adresse_du_client

journal = logging.getLogger(__name__)


class ParJeton(authentication.BaseAuthentication):
    """The middleware found the token; here a bad one is refused in words."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        if request._request.refus_du_jeton:
            raise exceptions.AuthenticationFailed(request._request.refus_du_jeton)
        jeton = request._request.jeton
        return (jeton.cree_par, jeton) if jeton else None

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'


class SelonLaPortee(permissions.BasePermission):
    """`portees` of the view, by method: the scope asked, "" for everybody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        portee = view.portees.get("GET" if request.method == "HEAD" else request.method, "")
        if not portee:
            return True
        if request.auth is None:
            raise exceptions.NotAuthenticated("Donnez un jeton : en-tête « Authorization: Bearer … ».")
        return bool(request.auth.permet(portee))


class ParJetonOuAdresse(throttling.SimpleRateThrottle):
    """On the shared cache; a stranger spends its own allowance, never that of a firm."""

    scope = "api"

    def allow_request(self, request: Any, view: Any) -> bool:
        """A cache that does not answer stops nobody."""
        try:
            return bool(super().allow_request(request, view))
        except RedisError as panne:
            journal.warning("débit non compté : %s", type(panne).__name__)
            return True

    def get_cache_key(self, request: Any, view: Any) -> str:
        jeton = request._request.jeton
        qui = f"jeton-{jeton.pk}" if jeton else f"adresse-{adresse_du_client(request._request)}"
        return f"api:{qui}"
