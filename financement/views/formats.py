"""« Modèles de JSONs » (ASP-11): the format field by field, the blank file, the example, the schema."""

import json
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from financement.formats import exemple, vierge
from financement.formats.documentation import decrire, schema
from financement.formats.modeles import FORMAT, VERSION
from financement.views.simulateur import reserver_aux_editeurs
from segur.noyau.requete import Requete


def _schema() -> bytes:
    return json.dumps(schema(), ensure_ascii=False, indent=2).encode()


FICHIERS: dict[str, Callable[[], bytes]] = {"vierge": vierge, "exemple": exemple, "schema": _schema}


@require_safe
def modeles_de_json(request: Requete) -> HttpResponse:
    reserver_aux_editeurs(request)
    contexte = {"objets": decrire(), "format": FORMAT, "version": VERSION}
    return render(request, "financement/modeles_de_json.html", contexte)


@require_safe
def modele_de_json(request: Requete, quoi: str) -> HttpResponse:
    reserver_aux_editeurs(request)
    if quoi not in FICHIERS:
        raise Http404
    reponse = HttpResponse(FICHIERS[quoi](), content_type="application/json; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{FORMAT}-{VERSION}-{quoi}.json"'
    return reponse
