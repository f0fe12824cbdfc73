"""Choosing a report of the test platform as a proof."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from preuves.gazelle import PlateformeIndisponible, est_raccordee, rapports
from preuves.transitions import preuve as transitions_preuve
from preuves.views.preuve import trouver
from segur.noyau.requete import Requete


@require_safe
def choisir(request: Requete, pk: int) -> HttpResponse:
    """E3-19: the firm's reports; choosing one deposits its link, as if it had been typed."""
    preuve = trouver(request, pk)
    if not transitions_preuve.deposer.autorise(request.acteur):
        raise PermissionDenied
    if not est_raccordee():
        raise Http404
    contexte = {"preuve": preuve, "rapports": [], "indisponible": False}
    try:
        contexte["rapports"] = rapports(preuve.dossier.produit.editeur.nom)
    except PlateformeIndisponible:
        contexte["indisponible"] = True
    return render(request, "preuves/gazelle.html", contexte, status=503 if contexte["indisponible"] else 200)
