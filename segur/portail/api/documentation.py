"""The page that explains the API, in French, with an example of each use."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from segur.noyau.jetons.models import Portee
from segur.noyau.requete import Requete


@login_not_required
@require_safe
def documentation(request: Requete) -> HttpResponse:
    racine = request.build_absolute_uri("/api/v1/")
    return render(request, "api/documentation.html", {"portees": Portee.choices, "racine": racine})
