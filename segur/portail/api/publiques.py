"""Without a token: the registry of solutions, the calendar of a day."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from candidatures.registre import decrire, publiables
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jour_de_paris
from segur.portail.api.formes import CalendrierSerializer, SolutionSerializer
from segur.portail.api.problemes import Saisie
from segur.portail.api.vues import Porte
from segur.portail.calendriers import publique

ETIQUETTES = ["Données publiques"]


class Registre(Porte):
    @extend_schema(
        operation_id="registre",
        tags=ETIQUETTES,
        summary="Les solutions référencées",
        parameters=[OpenApiParameter("dispositif", str, description="Code du dispositif.")],
        responses=SolutionSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        solutions = publiables().order_by("nru")
        if code := request.query_params.get("dispositif", "").replace("\x00", ""):
            solutions = solutions.filter(dispositif__code=code)
        pages = self.pagination_class()
        lues = [decrire(c) for c in pages.paginate_queryset(solutions, request, view=self) or ()]
        return pages.get_paginated_response(SolutionSerializer(lues, many=True).data)


class Calendrier(Porte):
    @extend_schema(
        operation_id="calendrier",
        tags=ETIQUETTES,
        summary="Dates et seuils en vigueur un jour donné",
        parameters=[OpenApiParameter("au", date, description="Jour AAAA-MM-JJ ; aujourd’hui par défaut.")],
        responses=CalendrierSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        le = _jour(request.query_params.get("au", "")) or jour_de_paris(request._request.recu_le)
        dispositifs = Dispositif.objects.avec_calendrier().avec_seuils().order_by("couloir", "libelle")
        pages = self.pagination_class()
        lus = [
            {"dispositif": d.code, "libelle": d.libelle, "echeances": publique.calendrier(d, le)}
            for d in pages.paginate_queryset(dispositifs, request, view=self) or ()
        ]
        return pages.get_paginated_response(CalendrierSerializer(lus, many=True).data)


def _jour(ecrit: str) -> date | None:
    if not ecrit:
        return None
    try:
        return date.fromisoformat(ecrit)
    except ValueError:
        raise Saisie({"au": ["Indiquez un jour, par exemple 2026-06-01."]}) from None
