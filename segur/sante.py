"""What a monitor asks: `healthz`, is the process alive; `readyz`, can it serve (database, broker, storage)."""

import logging
import os
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis

journal = logging.getLogger(__name__)
DELAI = 2  # seconds: a monitor's question must not wait for a dead service


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers without touching any service."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 as soon as one service fails. Says which one, never why: the reason goes to the log."""
    etats = {nom: _etat(nom, verifier) for nom, verifier in VERIFICATIONS.items()}
    return JsonResponse(etats, status=200 if set(etats.values()) == {"ok"} else 503)


def _etat(nom: str, verifier: Callable[[], None]) -> str:
    try:
        verifier()
    except Exception:
        journal.warning("readyz : %s en panne", nom, exc_info=True)
        return "en panne"
    return "ok"


def _base() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")


def _taches() -> None:
    if settings.REDIS_URL:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=DELAI, socket_timeout=DELAI) as redis:
            redis.ping()
        return
    dossier = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
    if not os.access(dossier, os.W_OK | os.X_OK):
        raise PermissionError(dossier)


def _documents() -> None:
    nom = default_storage.save(f"sonde-{uuid4().hex}", ContentFile(b"ok"))
    default_storage.delete(nom)


VERIFICATIONS: dict[str, Callable[[], None]] = {"base": _base, "taches": _taches, "documents": _documents}
