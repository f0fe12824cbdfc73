"""Steps 1, 2 and 4 of a candidature. The vendor types, everybody concerned reads."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidatures.avancement import jauge_administrative, jauge_eligibilite
from candidatures.forms import Etape1Form, Etape2Form
from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from candidatures.transitions import administrative, eligibilite
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, Transition, actions
from segur.noyau.transitions.web import demande, executer


def dossier(request: Requete, numero: str) -> Candidature:
    return get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)


def _modifiable(request: Requete, etape: CandidatureAdministrative | Eligibilite) -> bool:
    return request.acteur.tient(*EDITEUR) and etape.statut in type(etape).MODIFIABLE


@require_http_methods(["GET", "POST"])
def etape1(request: Requete, numero: str) -> HttpResponse:
    """E1-09…E1-19: the form, or the answers to read once submitted."""
    candidature = dossier(request, numero)
    etape = candidature.administrative
    if request.method == "POST":
        form = Etape1Form(request.POST, instance=etape)
        return _enregistrer(request, candidature, etape, form, administrative.enregistrer, "etape1")
    if not _modifiable(request, etape):
        return _lire(request, candidature, etape, jauge_administrative(etape), "etape1")
    contexte = {"candidature": candidature, "etape": etape, "jauge": jauge_administrative(etape)}
    return render(request, "candidatures/etape1.html", {**contexte, "form": Etape1Form(instance=etape)})


@require_http_methods(["GET", "POST"])
def etape2(request: Requete, numero: str) -> HttpResponse:
    """E2-10, E2-17, E2-18: the form, or the answers to read once submitted."""
    candidature = dossier(request, numero)
    etape = candidature.eligibilite
    if request.method == "POST":
        form = Etape2Form(request.POST, request.FILES, instance=etape)
        return _enregistrer(request, candidature, etape, form, eligibilite.enregistrer, "etape2")
    ouverte = candidature.administrative.premiere_soumission_le is not None
    if not ouverte or not _modifiable(request, etape):
        return _lire(request, candidature, etape, jauge_eligibilite(etape), "etape2")
    contexte = {"candidature": candidature, "etape": etape, "jauge": jauge_eligibilite(etape)}
    return render(request, "candidatures/etape2.html", {**contexte, "form": Etape2Form(instance=etape)})


def _enregistrer(
    request: Requete, candidature: Candidature, etape: Any, form: Any, transition: Transition, nom: str
) -> HttpResponse:
    """Keeps the draft, then stays or goes on to the recap. Errors come back with everything that was typed."""
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    jauge = jauge_administrative if nom == "etape1" else jauge_eligibilite
    contexte = {"candidature": candidature, "etape": etape, "form": form}
    if not form.is_valid():
        enregistree = type(etape).objects.get(pk=etape.pk)
        return render(request, f"candidatures/{nom}.html", {**contexte, "jauge": jauge(enregistree)}, status=422)
    try:
        executer(request, transition, etape, form.cleaned_data)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(etape)
    if "verifier" in request.POST:
        return redirect(f"candidatures:{nom}_recapitulatif", numero=candidature.numero)
    messages.success(request, "Brouillon enregistré. Il n’est pas encore soumis.")
    return redirect(etape)


def _lire(request: Requete, candidature: Candidature, etape: Any, jauge: Any, nom: str) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "etape": etape,
        "jauge": jauge,
        "numero_etape": int(nom[-1]),
        "actions": actions(etape, demande(request)),
        "documents": etape.documentation.select_related("fichier") if nom == "etape2" else [],
    }
    return render(request, "candidatures/etape_lecture.html", contexte)


@require_safe
def etape1_recapitulatif(request: Requete, numero: str) -> HttpResponse:
    """E1-29: everything read again before submitting."""
    candidature = dossier(request, numero)
    etape = candidature.administrative
    return _lire(request, candidature, etape, jauge_administrative(etape), "etape1")


@require_safe
def etape2_recapitulatif(request: Requete, numero: str) -> HttpResponse:
    """E2-29: everything read again before submitting."""
    candidature = dossier(request, numero)
    etape = candidature.eligibilite
    return _lire(request, candidature, etape, jauge_eligibilite(etape), "etape2")


@require_POST
def retirer_document(request: Requete, numero: str, document: int) -> HttpResponse:
    etape = dossier(request, numero).eligibilite
    try:
        executer(request, eligibilite.retirer_document, etape, {"document": document})
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(etape)


@require_safe
def etape4(request: Requete, numero: str) -> HttpResponse:
    """E4-03…E4-10: where the convention stands, and the official documents."""
    candidature = dossier(request, numero)
    officiels = candidature.officiels.select_related("document__fichier").order_by("pk")
    contexte = {
        "candidature": candidature,
        "convention": candidature.convention,
        "officiels": officiels,
        "en_preparation": any(officiel.document is None for officiel in officiels),
        "actions": actions(candidature.convention, demande(request)),
    }
    gabarit = "candidatures/etape4_fragment.html" if request.htmx else "candidatures/etape4.html"
    return render(request, gabarit, contexte)
