"""What every door shares: errors, scopes, pages, ETag, idempotency key."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.decorators import method_decorator
from rest_framework.exceptions import ParseError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from segur.noyau.comptes.models import Acteur
from segur.noyau.reception.tentatives import EN_TETE, LONGUEUR_D_UNE_CLE
from segur.noyau.transitions import Demande
from segur.portail.api.acces import ParJeton, ParJetonOuAdresse, SelonLaPortee
from segur.portail.api.problemes import RenduDeProbleme, Saisie


class CorpsJSON(JSONParser):
    """What is nested beyond reason, or holds half a character, is badly written, and no failure of the portal's."""

    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            lu = super().parse(*args, **options)
            json.dumps(lu, ensure_ascii=False).encode()
        except RecursionError as trop:
            raise ParseError("Le JSON est trop imbriqué.") from trop
        except UnicodeEncodeError as moitie:
            raise ParseError("Le JSON contient un demi-caractère.") from moitie
        return lu


class Pages(PageNumberPagination):
    page_query_param, page_size_query_param = "page", "taille"
    page_query_description = "Numéro de la page, à partir de 1."
    page_size_query_description = "Nombre d’éléments par page, 100 au plus."
    page_size, max_page_size = 25, 100


@method_decorator(login_not_required, name="dispatch")
class Porte(APIView):
    """A door. `portees`: by method, the scope that the token must have."""

    authentication_classes = (ParJeton,)
    permission_classes = (SelonLaPortee,)
    throttle_classes = (ParJetonOuAdresse,)
    renderer_classes = (JSONRenderer, RenduDeProbleme)
    parser_classes = (CorpsJSON, MultiPartParser)
    pagination_class = Pages
    http_method_names = ["get", "head", "post"]
    portees: ClassVar[Mapping[str, str]] = {}

    def perform_authentication(self, request: Any) -> None:
        """Counted first: a token that is refused costs as much as another."""
        super().check_throttles(request)
        super().perform_authentication(request)

    def check_throttles(self, request: Any) -> None:
        """Already counted."""

    @property
    def acteur(self) -> Acteur:
        acteur: Acteur = self.request._request.acteur
        return acteur

    def demande(self, donnees: Mapping[str, Any] | None = None) -> Demande:
        """Received when the front server said, with the key of « Idempotency-Key » and what came under it."""
        requete: Any = self.request._request
        cle = self.request.headers.get(EN_TETE, "").replace("\x00", "")
        if len(cle) > LONGUEUR_D_UNE_CLE:
            raise Saisie({EN_TETE: [f"Donnez une clé de {LONGUEUR_D_UNE_CLE} caractères au plus."]})
        premier, empreinte = requete.premier_recu_le, requete.empreinte
        return Demande(self.acteur, requete.recu_le, donnees or {}, cle, None, premier, empreinte=empreinte)

    def paginer(self, objets: QuerySet[Any], serialiseur: type[Serializer[Any]]) -> Any:
        pages = self.pagination_class()
        lus = pages.paginate_queryset(objets, self.request, view=self)
        return pages.get_paginated_response(serialiseur(lus, many=True).data)

    def finalize_response(self, request: Any, response: Any, *args: Any, **options: Any) -> HttpResponseBase:
        """An answer that has not changed is not sent again; none is kept by a proxy."""
        reponse: Any = super().finalize_response(request, response, *args, **options)
        reponse["Cache-Control"] = "private, no-cache"
        patch_vary_headers(reponse, ["Authorization"])
        if request.method not in ("GET", "HEAD") or reponse.status_code != 200 or not hasattr(reponse, "render"):
            return reponse
        reponse.render()
        condense = hashlib.sha256(reponse.content).hexdigest()
        reponse["ETag"] = f'"{condense[:32]}"'
        suite = get_conditional_response(request._request, etag=reponse["ETag"], response=reponse)
        return suite or reponse


class Inconnue(Porte):
    """No door at this address: said like the rest, and not as a page."""

    schema = None

    def get(self, request: Any, reste: str) -> Any:
        raise Http404

    post = get


def exiger(form: Any) -> dict[str, Any]:
    """The values of a form of the screens, whose errors become those of the API."""
    if not form.is_valid():
        raise Saisie({champ: [str(texte) for texte in textes] for champ, textes in form.errors.items()})
    valeurs: dict[str, Any] = form.cleaned_data
    return valeurs


def filtre(request: Any, nom: str, choix: list[str]) -> str:
    """The value that filters a list, "" without any. A mistyped one would else look like a list with nothing in it."""
    valeur: str = request.query_params.get(nom, "")
    if valeur and valeur not in choix:
        raise Saisie({nom: [f"Choisissez une de ces valeurs : {', '.join(choix)}."]})
    return valeur
