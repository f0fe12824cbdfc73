"""The registry as data: CSV, JSON with its schema, and the latest référencements as an Atom feed."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from pydantic import Field, TypeAdapter

from candidatures import registre
from candidatures.registre import Solution, decrire, publiables
from segur.noyau.exports import csv_en_flux
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.portail.views.registre import en_cache, lire_les_filtres, retenir

PAR_LOT = 500
AU_FLUX = 50
COLONNES = tuple(champ.name for champ in fields(Solution))


@dataclass(frozen=True)
class Jeu:
    """What solutions.json holds."""

    schema: Annotated[str, Field(description="Adresse du schéma de ce fichier.")]
    solutions: Annotated[tuple[Solution, ...], Field(description="Les solutions qui ont un NRU.")]


JEU = TypeAdapter(Jeu)


@login_not_required
@require_safe
@en_cache
def solutions_csv(request: Requete) -> HttpResponseBase:
    """The columns are the fields of the schema. Takes the filters of the list; without any, all that has a NRU."""
    choix = lire_les_filtres(request)
    solutions = retenir(registre.de_l_etat(choix["etat"]), choix).order_by("nru", "pk")
    return csv_en_flux("solutions", COLONNES, (_ligne(decrire(c)) for c in solutions.iterator(PAR_LOT)))


def _ligne(solution: Solution) -> list[Any]:
    """Days as 2026-07-22, profiles separated by « | »."""
    valeurs = asdict(solution) | {"profils": " | ".join(solution.profils)}
    return list(valeurs.values())


@login_not_required
@require_safe
@en_cache
def solutions_json(request: Requete) -> HttpResponse:
    solutions = (decrire(c) for c in publiables().order_by("nru").iterator(PAR_LOT))
    jeu = Jeu(settings.URL_PUBLIQUE + reverse("portail:registre_schema"), tuple(solutions))
    return HttpResponse(JEU.dump_json(jeu), content_type="application/json")


@login_not_required
@require_safe
@en_cache
def schema(request: Requete) -> HttpResponse:
    """JSON Schema, computed from what solutions.json is made of."""
    return JsonResponse(JEU.json_schema(mode="serialization"), json_dumps_params={"ensure_ascii": False, "indent": 2})


class Referencements(Feed):
    """The latest ones first. An entry keeps the same identifier for ever: the address of its NRU."""

    feed_type = Atom1Feed
    title = "Registre des solutions : derniers référencements"
    subtitle = "Solutions référencées au titre du Ségur du numérique en santé, vague 2."
    link = reverse_lazy("portail:registre")

    def items(self) -> list[Solution]:
        recentes = publiables().filter(referencee_le__isnull=False).order_by("-referencee_le", "-pk")
        return [decrire(candidature) for candidature in recentes[:AU_FLUX]]

    def item_title(self, item: Solution) -> str:
        return f"{item.produit} {item.version_technique} ({item.editeur})"

    def item_description(self, item: Solution) -> str:
        return f"{item.statut_libelle}. NRU {item.nru}, {item.dispositif_libelle}."

    def item_link(self, item: Solution) -> str:
        return item.adresse

    def item_pubdate(self, item: Solution) -> datetime | None:
        return datetime.combine(item.referencee_le, time(), PARIS) if item.referencee_le else None

    item_updateddate = item_pubdate


flux = login_not_required(require_safe(en_cache(Referencements())))
