"""« Votre organisation »: its data, its members, who waits to enter, what waits for somebody."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import Organisation
from segur.noyau.organisations.droits import LISENT_LES_DROITS
from segur.noyau.organisations.forms import OrganisationForm
from segur.noyau.organisations.successions import charges
from segur.noyau.organisations.transitions import organisation as transitions
from segur.noyau.organisations.visites import SUPPORT
from segur.noyau.requete import Requete
from segur.noyau.transitions import Action, Refus, actions
from segur.noyau.transitions.web import demande, executer

ANCIENS_MONTRES = 20
SANS_RAPPORT = {"role_gere", "soi_meme", "autrui"}
"""Reasons why an action never concerns this person: it is not shown. Any other refusal is explained instead."""


def trouver(request: Requete, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visibles_par(request.acteur), pk=pk)


@require_safe
def la_mienne(request: Requete) -> HttpResponse:
    """The organisation the person acts for; the home page says what to do when there is none any more."""
    if request.acteur.organisation is None:
        return redirect("portail:accueil")
    if not request.acteur.est_editeur:
        raise PermissionDenied
    return _page(request, request.acteur.organisation)


@require_safe
def fiche(request: Requete, pk: int) -> HttpResponse:
    return _page(request, trouver(request, pk))


def _page(request: Requete, organisation: Organisation) -> HttpResponse:
    membres = organisation.appartenances.pour_liste()
    invitations = organisation.invitations.en_attente().select_related("organisation", "invitee_par").order_by("pk")
    peut_inviter = bool(request.acteur.roles_geres)
    contexte = {
        "organisation": organisation,
        "membres": avec_actions(request, membres.actives()),
        "anciens": membres.filter(active=False).order_by("-terminee_le", "pk")[:ANCIENS_MONTRES],
        "invitations": _avec_echeance(request, invitations) if peut_inviter else [],
        "peut_inviter": peut_inviter,
        "adhesions": _adhesions(request, organisation) if peut_inviter and request.acteur.est_editeur else [],
        "peut_modifier": transitions.modifier.autorise(request.acteur),
        "charges": charges(organisation),
        "lit_les_droits": request.acteur.tient(*LISENT_LES_DROITS),
        "est_support": SUPPORT in request.acteur.roles_propres,
    }
    return render(request, "comptes/organisation.html", contexte)


def _adhesions(request: Requete, organisation: Organisation) -> list[tuple[Any, bool, list[Action]]]:
    lignes = organisation.adhesions.en_attente().select_related("organisation", "demandeur").order_by("pk")
    return _avec_echeance(request, lignes)


def avec_actions(request: Requete, objets: Iterable[Any]) -> list[tuple[Any, list[Action]]]:
    demandee = demande(request)
    return [(objet, [a for a in actions(objet, demandee) if _concerne(a)]) for objet in objets]


def _concerne(action: Action) -> bool:
    return SANS_RAPPORT.isdisjoint(motif.code for motif in action.verdict.obstacles)


def _avec_echeance(request: Requete, objets: Iterable[Any]) -> list[tuple[Any, bool, list[Action]]]:
    lignes = avec_actions(request, objets)
    return [(objet, objet.est_expiree(request.recu_le), siennes) for objet, siennes in lignes]


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, pk: int) -> HttpResponse:
    """The firm's data, by a mandataire, or by the ANS that corrects what it verified."""
    organisation = trouver(request, pk)
    if not transitions.modifier.autorise(request.acteur):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            executer(request, transitions.modifier, organisation, form.cleaned_data)
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Les données de l’organisation sont enregistrées.")
            return redirect(organisation)
    contexte = {"organisation": organisation, "form": form}
    return render(request, "comptes/modifier.html", contexte, status=422 if form.errors else 200)
