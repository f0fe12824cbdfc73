"""Every error as application/problem+json (RFC 9457), with the reasons in French and next to their cause."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, JsonResponse, RawPostDataException, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions, renderers, serializers, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from segur.noyau.regles import Motif
from segur.noyau.transitions import CLE_DEJA_SERVIE, Refus

TYPE = "application/problem+json"
TITRES = {
    400: "Requête illisible",
    401: "Jeton exigé",
    403: "Droit insuffisant",
    404: "Introuvable",
    405: "Méthode inconnue à cette adresse",
    406: "Format de réponse inconnu",
    409: "Action refusée",
    413: "Requête trop grande",
    415: "Format d’envoi inconnu",
    422: "Contenu à corriger",
    429: "Trop de requêtes",
    500: "Incident du portail",
    503: "Service indisponible",
}
DETAILS = {
    400: "La requête ne se lit pas : vérifiez sa syntaxe et son en-tête Content-Type.",
    403: "Ce jeton ne permet pas cette action.",
    404: "Rien à cette adresse, ou rien que ce jeton laisse voir.",
    405: "Cette adresse ne connaît pas cette méthode : lisez l’en-tête Allow.",
    406: "Cette adresse répond en application/json : changez l’en-tête Accept.",
    413: "L’envoi est trop grand, ou compte trop de champs ou de fichiers : allégez-le.",
    415: "Le format de l’envoi n’est pas l’un de ceux de la documentation.",
    422: "Un ou plusieurs champs sont à corriger.",
    500: "Renvoyez la même requête avec la même clé : l’instant de sa première réception est gardé.",
    503: "Le portail ne peut ranger aucun fichier pour l’instant, et n’a rien gardé de cet envoi : renvoyez-le.",
}
TROP_GRANDS = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
ILLISIBLES = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, RawPostDataException)
"""A body that does not follow its Content-Type, or was cut on its way."""


CLE_REPRISE = replace(
    CLE_DEJA_SERVIE,
    explication="Cette clé d’idempotence a déjà servi à un autre envoi, et celui-ci n’a rien fait : changez de clé.",
)
"""A key is that of one content: 422, as its draft standard says (draft-ietf-httpapi-idempotency-key-header)."""


class MotifSerializer(serializers.Serializer[Motif]):
    code = serializers.CharField(help_text="Nom stable de la règle, par exemple « echeance ».")
    explication = serializers.CharField(help_text="Ce qui s’oppose, en français.")
    reference = serializers.CharField(help_text="Article du texte, quand il y en a un.", allow_blank=True)


class ErreurSerializer(serializers.Serializer[Any]):
    champ = serializers.CharField(help_text="Champ en cause ; vide pour l’ensemble.", allow_blank=True)
    explication = serializers.CharField(help_text="Ce qui est à corriger, en français.")


class ProblemeSerializer(serializers.Serializer[Any]):
    """Un refus, et ses raisons."""

    type = serializers.CharField()
    title = serializers.CharField(help_text="Nature du refus.")
    status = serializers.IntegerField(help_text="Code HTTP.")
    detail = serializers.CharField(help_text="Explication en français.")
    motifs = MotifSerializer(many=True, required=False, help_text="Règles qui s’opposent à l’action.")
    erreurs = ErreurSerializer(many=True, required=False, help_text="Champs à corriger.")


class Saisie(exceptions.APIException):
    """What was sent is readable, and not acceptable: all its defects at once."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, erreurs: dict[str, list[str]]) -> None:
        super().__init__()
        self.erreurs = erreurs


class TropGrand(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class RenduDeProbleme(renderers.JSONRenderer):
    media_type = TYPE


def repondre(erreur: Exception, contexte: dict[str, Any]) -> Response | None:
    """The handler of REST_FRAMEWORK: None lets a failure of the portal be one."""
    suite: dict[str, Any] = {}
    if isinstance(erreur, Refus):
        obstacles = [_pour_un_programme(motif) for motif in erreur.verdict.obstacles]
        code = status.HTTP_422_UNPROCESSABLE_ENTITY if CLE_REPRISE in obstacles else status.HTTP_409_CONFLICT
        detail = " ".join(motif.explication for motif in obstacles)
        suite["motifs"] = [_motif(motif) for motif in obstacles]
    else:
        connue = _connue(erreur)
        if connue is None:
            return None
        code, detail = connue.status_code, _detail(connue)
        if isinstance(connue, Saisie):
            suite["erreurs"] = _erreurs(connue.erreurs)
    set_rollback()
    contenu = _contenu(code, detail) | suite
    return Response(contenu, status=code, headers=_entetes(erreur), content_type=TYPE)


def repondre_hors_des_portes(code: int, **entetes: str) -> JsonResponse:
    """What stopped before any door, or in a failure of the portal's."""
    entetes = {"Cache-Control": "no-store"} | {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    return JsonResponse(_contenu(code, DETAILS[code]), status=code, headers=entetes, content_type=TYPE)


def code_d_un_corps(erreur: Exception) -> int:
    """413 when it is too large, 400 when it cannot be read."""
    connue = _connue(erreur)
    return connue.status_code if connue else status.HTTP_400_BAD_REQUEST


def _contenu(code: int, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": TITRES.get(code, "Refus"), "status": code, "detail": detail}


def _connue(erreur: Exception) -> exceptions.APIException | None:
    if isinstance(erreur, TROP_GRANDS):
        return TropGrand()
    if isinstance(erreur, ILLISIBLES):
        return exceptions.ParseError()
    if isinstance(erreur, Http404):
        return exceptions.NotFound()
    if isinstance(erreur, PermissionDenied):
        return exceptions.PermissionDenied()
    return erreur if isinstance(erreur, exceptions.APIException) else None


def _detail(erreur: exceptions.APIException) -> str:
    if isinstance(erreur, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return str(erreur.detail)
    if isinstance(erreur, exceptions.Throttled):
        return f"Réessayez dans {erreur.wait or 1:.0f} seconde(s)."
    return DETAILS.get(erreur.status_code, str(erreur.detail))


def _pour_un_programme(motif: Motif) -> Motif:
    return CLE_REPRISE if motif == CLE_DEJA_SERVIE else motif


def _motif(motif: Motif) -> dict[str, str]:
    donnees = motif.en_donnees()
    return {
        "code": motif.code,
        "explication": motif.explication,
        "reference": str(donnees.get("reference") or ""),
    }


def _erreurs(erreurs: dict[str, list[str]]) -> list[dict[str, str]]:
    return [
        {"champ": "" if champ == "__all__" else champ, "explication": texte}
        for champ, textes in erreurs.items()
        for texte in textes
    ]


def _entetes(erreur: Exception) -> dict[str, str]:
    jeton, attente = getattr(erreur, "auth_header", None), getattr(erreur, "wait", None)
    entetes = {"WWW-Authenticate": str(jeton)} if jeton else {}
    return entetes | ({"Retry-After": f"{attente:.0f}"} if attente else {})
