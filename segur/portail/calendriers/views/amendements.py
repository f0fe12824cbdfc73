"""The work on a text: the list, the entry, the preview of who moves, the filings that keep the former version."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import ANS, Role
from segur.noyau.dispositifs.models import Amendement
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer
from segur.portail.calendriers import depots, incidence
from segur.portail.calendriers.changements import changements
from segur.portail.calendriers.forms import Saisie
from segur.portail.calendriers.incidence import Mouvement
from segur.portail.calendriers.transitions import SAISISSENT, avancement, ouvrir, saisir

ENTETES = (
    "Candidature",
    "Produit",
    "Éditeur",
    "Dispositif",
    "Statut",
    "Valeur",
    "Ce qu’elle règle",
    "Avant",
    "Après",
    "Jours",
    "Conséquence",
)
ENTETES_DES_DEPOTS = ("Dossier", "Dépôt", "Reçu le", "Par", "Date limite appliquée", "Texte appliqué")


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Newest effect first."""
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied
    amendements = Amendement.objects.visibles_par(request.acteur).select_related("saisi_par", "publie_par")
    statut = request.GET.get("statut", "")
    if statut in Amendement.Statut:
        amendements = amendements.filter(statut=statut)
    contexte = {
        "page": paginer(amendements.order_by("-effet", "-pk"), request.GET),
        "statuts": Amendement.Statut.choices,
        "statut": statut,
        "peut_saisir": request.acteur.tient(*SAISISSENT),
    }
    return render(request, "portail/amendements.html", contexte)


@require_http_methods(["GET", "POST"])
def nouveau(request: Requete) -> HttpResponse:
    if not request.acteur.tient(*SAISISSENT):
        raise PermissionDenied
    return _saisie(request, None)


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, pk: int) -> HttpResponse:
    """A draft only: what is proposed does not move, what is published never does."""
    amendement = _le(request, pk)
    if not saisir.autorise(request.acteur):
        raise PermissionDenied
    if amendement.statut != Amendement.Statut.BROUILLON:
        messages.info(request, "Cet amendement n’est plus un brouillon : il ne se modifie pas.")
        return redirect(amendement)
    return _saisie(request, amendement)


def _saisie(request: Requete, amendement: Amendement | None) -> HttpResponse:
    geste = request.POST.get("geste", "")
    if request.method == "GET":
        return _page_de_saisie(request, amendement, Saisie.de(amendement), 200)
    if geste != "enregistrer":
        return _page_de_saisie(request, amendement, Saisie.remaniee(request.POST, geste), 200)
    saisie = Saisie.postee(request.POST)
    if not saisie.est_valide(amendement):
        return _page_de_saisie(request, amendement, saisie, 422)
    try:
        garde = _enregistrer(request, amendement, saisie)
    except Refus as refus:
        saisie.texte.add_error(None, str(refus))
        return _page_de_saisie(request, amendement, saisie, 409)
    messages.success(request, f"Brouillon enregistré : {garde}.")
    return redirect(garde)


def _enregistrer(request: Requete, amendement: Amendement | None, saisie: Saisie) -> Amendement:
    if amendement is None:
        return ouvrir(saisie.valeurs, saisie.en_lignes(), demande(request))
    donnees = {"valeurs": saisie.valeurs, "lignes": saisie.en_lignes()}
    saisi: Amendement = executer(request, saisir, amendement, donnees)
    return saisi


def _page_de_saisie(request: Requete, amendement: Amendement | None, saisie: Saisie, statut: int) -> HttpResponse:
    contexte = {"amendement": amendement, "saisie": saisie}
    return render(request, "portail/amendement_saisie.html", contexte, status=statut)


def _le(request: Requete, pk: int) -> Amendement:
    visibles = Amendement.objects.visibles_par(request.acteur).avec_lignes()
    return get_object_or_404(visibles.select_related(*Amendement.lus_avec), pk=pk)


@require_safe
def amendement(request: Requete, pk: int) -> HttpResponseBase:
    """Which dossiers move, from what to what, and what has been decided already; exported line by line."""
    objet = _le(request, pk)
    mouvements = incidence.mouvements(objet, request.recu_le)
    dossiers = incidence.dossiers(request.acteur, mouvements).select_related("produit__editeur", "dispositif")
    if request.GET.get("format") == "csv":
        return csv_en_flux(f"amendement-{objet.pk}", ENTETES, _rangees(dossiers.iterator(500), mouvements))
    page = paginer(dossiers, request.GET)
    dites, total = avancement(objet)
    contexte = {
        "amendement": objet,
        "changements": changements(objet),
        "bilan": incidence.compter(request.acteur, mouvements),
        "gardes": depots.compter(request.acteur, mouvements),
        "page": page,
        "dossiers": incidence.en_dossiers(page, mouvements),
        "actions": actions(objet, demande(request)),
        "peut_modifier": saisir.verdict(objet, demande(request)).favorable,
        "effet_passe": _effet_passe(objet, mouvements, request.recu_le),
        "prevenues": dites,
        "a_prevenir": total,
    }
    return render(request, "portail/amendement.html", contexte)


def _effet_passe(amendement: Amendement, mouvements: list[Mouvement], le: datetime) -> bool:
    """Not published yet, and it should rule already."""
    return amendement.statut != Amendement.Statut.PUBLIE and any(m.changement.effet < le for m in mouvements)


def _rangees(candidatures: Any, mouvements: list[Mouvement]) -> Iterator[tuple[object, ...]]:
    """One line per dossier and value."""
    for dossier in incidence.en_dossiers(candidatures, mouvements):
        c = dossier.candidature
        identite = (c.numero, c.produit, c.produit.editeur, c.dispositif.libelle, c.get_statut_display())
        for m in dossier.mouvements:
            yield (*identite, m.libelle, m.objet, m.avant_dit, m.apres_dit, m.ecart, m.bascule_dite)


@require_safe
def gardes(request: Requete, pk: int) -> HttpResponseBase:
    """The filings already received, each with the version that ruled it, as its entry of the journal says."""
    objet = _le(request, pk)
    mouvements = incidence.mouvements(objet, request.recu_le)
    entrees = depots.depots(request.acteur, mouvements)
    if request.GET.get("format") == "csv":
        rangees = (_rangee_du_depot(depots.en_depot(entree)) for entree in entrees.iterator(500))
        return csv_en_flux(f"amendement-{objet.pk}-depots", ENTETES_DES_DEPOTS, rangees)
    page = paginer(entrees, request.GET)
    lignes = [depots.en_depot(entree) for entree in page]
    contexte = {
        "amendement": objet,
        "gardes": depots.compter(request.acteur, mouvements),
        "page": page,
        "lignes": lignes,
    }
    return render(request, "portail/amendement_depots.html", contexte)


def _rangee_du_depot(depot: depots.Depot) -> tuple[object, ...]:
    entree = depot.entree
    return (depot.numero, entree.recit, en_clair(entree.recu_le), entree.auteur, depot.jugee, depot.texte)
