"""The whole dossier in one signed archive, and what anyone needs to verify it without the portal."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from candidatures.models import Candidature
from preuves.archive.cles import publiees
from preuves.models import ExportDossier
from preuves.transitions.archive import demander_une_archive
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande, executer

VERIFICATEUR = Path(settings.BASE_DIR) / "outils" / "verifier_dossier.py"


@require_http_methods(["GET", "POST"])
def export(request: Requete, numero: str) -> HttpResponse:
    """The archives of one's own dossier; POST asks for a new one. To anybody else, there is no such page."""
    if not request.acteur.est_editeur:
        raise Http404
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    if request.method == "GET":
        return _page(request, candidature)
    try:
        executer(request, demander_une_archive, candidature)
    except Refus:
        return _page(request, candidature, statut=422)
    return redirect("preuves:export", numero=numero)


def _page(request: Requete, candidature: Candidature, statut: int = 200) -> HttpResponse:
    exports = ExportDossier.objects.filter(candidature=candidature)
    contexte = {
        "candidature": candidature,
        "en_preparation": exports.filter(statut=ExportDossier.Statut.DEMANDE).first(),
        "page": paginer(exports.pour_liste(), request.GET),
        "jours": settings.ARCHIVES_GARDEES_JOURS,
        "verdict": demander_une_archive.verdict(candidature, demande(request)),
    }
    gabarit = "preuves/export_fragment.html" if request.htmx else "preuves/export.html"
    return render(request, gabarit, contexte, status=statut)


@login_not_required
@require_safe
def cle_publique(request: HttpRequest) -> HttpResponse:
    """The keys that archives are verified with, the present one first. A demonstration's says what it is."""
    cles = publiees()
    if not cles:
        raise Http404
    return HttpResponse(b"\n".join(cle.publier() for cle in cles), content_type="application/x-pem-file")


@login_not_required
@require_safe
def verificateur(request: HttpRequest) -> HttpResponseBase:
    """The program itself, to keep beside the key."""
    reponse = HttpResponse(VERIFICATEUR.read_bytes(), content_type="text/x-python; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{VERIFICATEUR.name}"'
    return reponse
