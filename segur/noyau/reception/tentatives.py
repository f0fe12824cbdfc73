"""A retry after a failure of the portal's keeps the instant of the first attempt."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from segur.noyau.reception.models import Tentative

FENETRE = timedelta(hours=24)
"""How long an attempt without an answer keeps its instant; no text sets it (decision 0037)."""
LONGUEUR_D_UNE_CLE = 64
FORMULAIRES = ("application/x-www-form-urlencoded", "multipart/form-data")
EN_TETE = "Idempotency-Key"
"""Where a program gives the key that a form holds."""
ERREUR_DU_PORTAIL = 500
MORCEAU = 1024 * 1024


class TentativesMiddleware:
    """After the one that knows the person: `request.premier_recu_le` is the instant of the first attempt, or None.

    `request.empreinte`: that of the content sent under a key.

    The row is committed before the work starts, so that a worker killed in the middle leaves it. Any definitive answer
    (done, refused, badly filled) removes it: only a failure of the portal's keeps an instant.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.premier_recu_le, request.empreinte = None, ""
        tentative = _tentative(request)
        if tentative is None:
            return self.get_response(request)
        if tentative.recue_le < request.recu_le:
            request.premier_recu_le = tentative.recue_le
        reponse = self.get_response(request)
        if reponse.status_code < ERREUR_DU_PORTAIL:
            tentative.delete()
        return reponse


def _tentative(request: Any) -> Tentative | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        cle = request.POST.get("cle") or request.headers.get(EN_TETE, "")
        cle = cle[:LONGUEUR_D_UNE_CLE].replace("\x00", "")
        return _ouvrir(request, cle, request.recu_le) if cle else None
    except UnreadablePostError:
        return None


def _ouvrir(request: Any, cle: str, le: datetime) -> Tentative:
    request.empreinte = empreinte(request)
    tentative, nouvelle = Tentative.objects.get_or_create(
        personne=request.user,
        cle=cle,
        chemin=request.get_full_path()[:300],
        empreinte=request.empreinte,
        defaults={"recue_le": le},
    )
    if not nouvelle and tentative.recue_le < le - FENETRE:
        tentative.recue_le = le
        tentative.save(update_fields=["recue_le"])
    return tentative


def empreinte(request: HttpRequest) -> str:
    """SHA-256 of everything that is sent, files included; but the token against forged forms, which changes."""
    champs = {nom: valeurs for nom, valeurs in request.POST.lists() if nom != "csrfmiddlewaretoken"}
    fichiers = [(champ, f.name, _condense(f)) for champ, liste in request.FILES.lists() for f in liste]
    contenu: list[Any] = [champs, sorted(fichiers)]
    if request.content_type not in FORMULAIRES:  # what a program sends as JSON is in neither
        contenu.append(hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()


def _condense(fichier: Any) -> str:
    condense = hashlib.sha256()
    for morceau in fichier.chunks(MORCEAU):
        condense.update(morceau)
    fichier.seek(0)
    return condense.hexdigest()
