"""The chapters of nobody shared between colleagues by a responsable: previewed, then confirmed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from candidatures.instruction import instructeurs
from candidatures.views.instruction import filtres_communs, offrir
from preuves.file import charges
from preuves.partage import appliquer, proposer
from preuves.transitions import attribution
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.regles import Verdict
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

FILTRES = ("dispositif", "risque")


@require_http_methods(["GET", "POST"])
def repartir(request: Requete) -> HttpResponse:
    """The address holds what is shared and between whom; the POST confirms what was read there."""
    if not attribution.repartir.autorise(request.acteur):
        raise PermissionDenied
    collegues = list(instructeurs(request.recu_le))
    choisis = [collegue for collegue in collegues if str(collegue.pk) in request.GET.getlist("collegue")]
    filtres = offrir(request, *(offert for offert in filtres_communs(request, collegues, ()) if offert[0] in FILTRES))
    choix = {filtre["nom"]: filtre["choisi"] for filtre in filtres}
    refus = None
    if request.method == "POST":
        try:
            nombre = appliquer(demande(request), choix, choisis, request.POST.get("empreinte", ""))
        except Refus as exception:
            refus = exception.verdict
        else:
            messages.success(request, f"Chapitres répartis : {nombre}, entre {_noms(choisis)}.")
            return redirect("preuves:file")
    return _page(request, collegues, choisis, filtres, choix, refus)


def _noms(personnes: list[Utilisateur]) -> str:
    return ", ".join(str(personne) for personne in personnes)


def _page(
    request: Requete,
    collegues: list[Utilisateur],
    choisis: list[Utilisateur],
    filtres: list[dict[str, Any]],
    choix: dict[str, str],
    refus: Verdict | None,
) -> HttpResponse:
    contexte = {
        "charges": [c for c in charges(request.acteur, collegues, request.recu_le) if c.personne],
        "choisis": choisis,
        "filtres": filtres,
        "partage": proposer(request.acteur, request.recu_le, choix, choisis),
        "demandee": bool(request.GET),
        "refus": refus,
    }
    return render(request, "preuves/partage.html", contexte, status=409 if refus else 200)
