"""The text of the convention: read, previewed with example values, published by a responsable."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from candidatures.models import TexteDeConvention
from candidatures.texte import EXEMPLES, VARIABLES, articles, en_vigueur, publier, texte_en_vigueur
from segur.noyau.comptes.models import Role
from segur.noyau.listes import paginer
from segur.noyau.regles import Verdict
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


@require_http_methods(["GET", "POST"])
def texte(request: Requete) -> HttpResponse:
    """« Voir l’aperçu » shows what is typed; « Publier » keeps it as a new version."""
    if not request.acteur.tient(Role.RESPONSABLE):
        raise PermissionDenied
    saisi = request.POST.get("texte", "") if request.method == "POST" else texte_en_vigueur()
    refus = Verdict()
    if request.POST.get("geste") == "publier":
        try:
            publie = publier(saisi, demande(request), _vue(request.POST.get("vue", "")))
        except Refus as exception:
            refus = exception.verdict
        else:
            messages.success(request, f"Texte de la convention publié : {publie}.")
            return redirect("candidatures:texte")
    publie_en_dernier = en_vigueur()
    contexte = {
        "texte": saisi,
        "vue": publie_en_dernier.version if publie_en_dernier else 0,
        "variables": [(f"{{{nom}}}", sens) for nom, sens in VARIABLES.items()],
        "articles": articles(saisi, EXEMPLES),
        "refus": refus,
        "page": paginer(TexteDeConvention._default_manager.select_related("publie_par"), request.GET),
    }
    return render(request, "candidatures/texte.html", contexte, status=422 if refus.obstacles else 200)


def _vue(version: str) -> int | None:
    return int(version) if version.isdecimal() and len(version) < 9 else None
