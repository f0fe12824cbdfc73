"""The page of a transition: what it will do, what it asks, why it is refused."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import REGISTRE, Refus, Transition, dernier_changement
from segur.noyau.transitions.web import demande, executer, identite_d_abord


@require_http_methods(["GET", "POST"])
def action(request: Requete, nom: str, pk: int) -> HttpResponse:
    """GET explains and asks, POST runs. 404 to who may not see the object, 403 to a role without the right."""
    transition = REGISTRE.get(nom)
    if transition is None or not transition.a_sa_page:
        raise Http404
    objet = get_object_or_404(transition.visibles_par(request.acteur), pk=pk)
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    if confirmation := identite_d_abord(request, transition):
        return confirmation
    form = _formulaire(transition, objet, request)
    if request.method == "GET":
        verdict = transition.verdict(objet, demande(request))
        return _page(request, transition, objet, form, verdict, 200)
    if form is not None and not form.is_valid():
        return _page(request, transition, objet, form, transition.verdict(objet, demande(request)), 422)
    try:
        fait = executer(request, transition, objet, form.cleaned_data if form else {})
    except Refus as refus:
        return _page(request, transition, objet, form, refus.verdict, 409)
    messages.success(request, f"{transition.recit.format(objet=objet)}, le {_heure(request, fait)}.")
    return redirect(transition.suite or objet)


def _formulaire(transition: Transition, objet: Any, request: Requete) -> forms.Form | None:
    """Some forms offer what this very object allows (`selon_l_objet`)."""
    if transition.formulaire is None:
        return None
    options = {"objet": objet} if getattr(transition.formulaire, "selon_l_objet", False) else {}
    if request.method != "POST":
        return transition.formulaire(**options)
    return transition.formulaire(request.POST, request.FILES, **options)


def _heure(request: Requete, fait: Any) -> str:
    """The instant kept: that of the first attempt, when the portal had failed to answer it."""
    entree = dernier_changement(fait) if request.premier_recu_le else None
    return en_clair(entree.recu_le if entree else request.recu_le)


def _page(
    request: Requete, transition: Transition, objet: Any, form: forms.Form | None, verdict: Any, statut: int
) -> HttpResponse:
    contexte = {
        "transition": transition,
        "objet": objet,
        "form": form,
        "verdict": verdict,
        "a_confirmer": [motif.code for motif in verdict.obstacles] == ["identite"],
        "consequences": list(transition.consequences(objet)),
    }
    return render(request, "portail/action.html", contexte, status=statut)
