"""« Modèles de JSONs » (ASP-11): the format field by field, the blank file, the example, the schema."""

import json
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from financement.formats import FORMATS, Format, exemple, vierge
from financement.formats.documentation import decrire, schema
from financement.views.simulateur import format_demande, reserver_aux_editeurs
from segur.noyau.requete import Requete


def _vierge(format: Format) -> bytes:
    return vierge(format=format)


def _schema(format: Format) -> bytes:
    return json.dumps(schema(format), ensure_ascii=False, indent=2).encode()


FICHIERS: dict[str, Callable[[Format], bytes]] = {"vierge": _vierge, "exemple": exemple, "schema": _schema}


@require_safe
def modeles_de_json(request: Requete) -> HttpResponse:
    reserver_aux_editeurs(request)
    format = format_demande(request)
    contexte = {"objets": decrire(format), "format": format, "formats": FORMATS.values()}
    return render(request, "financement/modeles_de_json.html", contexte)


@require_safe
def modele_de_json(request: Requete, quoi: str) -> HttpResponse:
    reserver_aux_editeurs(request)
    if quoi not in FICHIERS:
        raise Http404
    format = format_demande(request)
    reponse = HttpResponse(FICHIERS[quoi](format), content_type="application/json; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{format.nom}-{format.version}-{quoi}.json"'
    return reponse
