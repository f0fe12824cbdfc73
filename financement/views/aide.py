"""« Besoin d’aide » (ASP-01): what the rules say, before they refuse."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from financement.aide import lire
from financement.views.questions import reserver
from segur.noyau.requete import Requete


@require_safe
def aide(request: Requete) -> HttpResponse:
    """For the firms and the agents alike."""
    reserver(request)
    return render(request, "financement/aide.html", {"sections": lire(request.acteur, request.recu_le)})
