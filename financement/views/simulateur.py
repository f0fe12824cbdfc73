"""The simulator, for the vendor alone: what it simulated, a new file, one order typed by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement.formats import AVANCE, FORMATS, ZONE, Format
from financement.forms import CadreForm, SimulationForm
from financement.forms.ligne import formulaire
from financement.models import Fournisseur, Simulation
from financement.regles.solde.parametres import fonctions_connues
from financement.simulation import demander, demander_une_ligne, solutions
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.documents.televersement import recoit
from segur.noyau.listes import paginer
from segur.noyau.regles import HorsPeriode
from segur.noyau.requete import Requete
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus


def reserver_aux_editeurs(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied


@require_safe
def simulations(request: Requete) -> HttpResponse:
    """The simulator of ASP-02, ASP-03: the last ones first."""
    reserver_aux_editeurs(request)
    lues = Simulation.objects.visibles_par(request.acteur).pour_liste().order_by("-pk")
    contexte = {"page": paginer(lues, request.GET), "ouvertes": bool(_ouvertes(request)[1])}
    return render(request, "financement/simulations.html", contexte)


def _ouvertes(request: Requete) -> tuple[Fournisseur | None, list[Any]]:
    """The firm, and the solutions that it may simulate; none before its early enrolment is accepted (ENR-08)."""
    fournisseurs = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation")
    fournisseur = fournisseurs.first()
    return fournisseur, solutions(fournisseur, jour_de_paris(request.recu_le)) if fournisseur else []


def _cadre(offertes: list[Any]) -> dict[str, Any]:
    initial = {"solution": offertes[0].numero} if len(offertes) == 1 else {}
    return {"solutions": offertes, "initial": initial}


def format_demande(request: Requete) -> Format:
    """That of the nature asked in the address, the advance unless another is named."""
    nature = request.GET.get("nature", AVANCE.nature)
    if nature not in FORMATS:
        raise Http404
    return FORMATS[nature]


@recoit(ZONE)
@require_http_methods(["GET", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """The form; then the page of the simulation, which a worker leads."""
    reserver_aux_editeurs(request)
    fournisseur, offertes = _ouvertes(request)
    format = format_demande(request)
    form = SimulationForm(request.POST or None, request.FILES or None, **_cadre(offertes))
    if request.method == "POST" and fournisseur and form.is_valid():
        (fichier,) = form.cleaned_data["fichier"]
        commun: dict[str, Any] = {"au": form.au or request.recu_le, "acteur": request.acteur, "le": request.recu_le}
        try:
            return redirect(demander(fournisseur, form.candidature, fichier=fichier, nature=format.nature, **commun))
        except Refus as refus:
            form.add_error(None, str(refus))
    contexte = {"form": form, "ouvertes": bool(offertes), "format": format, "formats": FORMATS.values()}
    return render(request, "financement/simulation_nouvelle.html", contexte, status=_statut(request))


@require_http_methods(["GET", "POST"])
def saisie(request: Requete) -> HttpResponse:
    """One order or claim without a file, judged at once."""
    reserver_aux_editeurs(request)
    format = format_demande(request)
    fournisseur, offertes = _ouvertes(request)
    cadre = CadreForm(request.POST or None, **_cadre(offertes))
    form = formulaire(format, request.POST or None, fonctions=fonctions_connues())
    if request.method == "POST" and fournisseur and all([cadre.is_valid(), form.is_valid()]):
        commun: dict[str, Any] = {"au": cadre.au or request.recu_le, "acteur": request.acteur, "le": request.recu_le}
        try:
            commun |= {"brut": form.en_brut(), "format": format}
            simulation = demander_une_ligne(fournisseur, cadre.candidature, **commun)
            return redirect(simulation.lignes.get())
        except (Refus, HorsPeriode) as refus:
            messages.error(request, str(refus))
    contexte = {"cadre": cadre, "form": form, "ouvertes": bool(offertes), "format": format, "formats": FORMATS.values()}
    return render(request, "financement/simulation_saisie.html", contexte, status=_statut(request))


def _statut(request: Requete) -> int:
    return 422 if request.method == "POST" else 200
