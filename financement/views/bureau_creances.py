"""The desk of claims: what waits, one claim in front of an agent, the next one. The room is that of the orders."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.bureau import (
    A_MOI,
    A_PERSONNE,
    ETATS,
    PREDICTIONS,
    file_des_creances,
    prendre_les_plus_anciennes,
    suivante,
)
from financement.models import Creance, Part
from financement.paiements import situation_de_paiement
from financement.portabilite import liste_de_la_creance
from financement.regles.bureau import Age, delai, limites
from financement.transitions import bureau_des_creances as gestes
from financement.views import filtres
from financement.views.bureau import reserver
from financement.views.bureau_commande import Bureau, recevoir
from segur.noyau.comptes.models import Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions.web import demande

COLONNES = (
    Colonne("commande", "Commande", ("commande__reference", "attend_depuis")),
    Colonne("fournisseur", "Fournisseur", ("demande__fournisseur__organisation__nom", "attend_depuis")),
    Colonne("part", "Part", ("part", "attend_depuis")),
    Colonne("avis", "Avis automatique"),
    Colonne("depuis", "Attend depuis", ("attend_depuis",)),
    Colonne("charge", "En charge", ("instructeur__nom", "attend_depuis")),
    Colonne("etat", "État", ("statut", "attend_depuis")),
)
ENTETES = ("Commande", "Client", "Fournisseur", "Dispositif", "Part", "Avis automatique", "Attend depuis", "État")
LONGUEUR_D_UN_NOMBRE = 6


@require_safe
def file(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver(request)
    offerts = filtres.lire(
        request,
        ("part", "Part", [(code, Creance(part=code).get_part_display()) for code in Creance.PARTS]),
        ("dispositif", "Dispositif", filtres.dispositifs()),
        ("a", "En charge", [(A_MOI, "À moi"), (A_PERSONNE, "À personne")]),
        ("etat", "État", ETATS),
    )
    choix, tri = filtres.choix_de(request, offerts), Tri(COLONNES, request.GET.get("tri", ""), defaut="depuis")
    lignes = tri.trier(file_des_creances(request.acteur, choix))
    if request.GET.get("format") == "csv":
        return csv_en_flux("demandes-de-paiement-a-instruire", ENTETES, map(_rangee, lignes))
    page = paginer(lignes, request.GET, reversed(PAR_PAGE))
    contexte = {
        "page": page,
        "lignes": [(creance, _avis(creance), _age(creance, request)) for creance in page],
        "tri": tri,
        "filtres": offerts,
        "choix": choix,
        "jours": delai()[0],
        "prises_au_plus": limites().prises_au_plus,
        "peut_prendre": gestes.prendre_en_charge.autorise(request.acteur),
    }
    return render(request, "financement/bureau_creances.html", contexte)


def _avis(creance: Creance) -> str:
    return str(dict(PREDICTIONS)[creance.jugement.get("prediction", "sans")])


def _age(creance: Creance, request: Requete) -> Age:
    return Age(creance.redeposee_le or creance.deposee_le or request.recu_le, request.recu_le)


def _rangee(creance: Any) -> tuple[object, ...]:
    depuis = f"{creance.attend_depuis.astimezone(PARIS):%d/%m/%Y %H:%M}"
    qui = (creance.reference, creance.nom, creance.demande.fournisseur, creance.dispositif)
    return (*qui, creance.get_part_display(), _avis(creance), depuis, creance.get_statut_display())


@require_POST
def prendre(request: Requete) -> HttpResponse:
    """« Prendre les N plus anciennes »."""
    reserver(request, Role.GESTIONNAIRE)
    nombre, au_plus = request.POST.get("nombre", ""), limites().prises_au_plus
    if not (nombre.isdecimal() and len(nombre) < LONGUEUR_D_UN_NOMBRE and 1 <= int(nombre) <= au_plus):
        messages.error(request, f"Dites combien de demandes prendre, de 1 à {au_plus}.")
        return redirect("financement:bureau_creances")
    prises = prendre_les_plus_anciennes(int(nombre), demande(request), gestes.prendre_en_charge)
    noms = ", ".join(creance.reference for creance in prises)
    messages.success(request, f"Prises en charge : {noms}." if prises else "Aucune demande n’est libre.")
    return redirect(f"{reverse('financement:bureau_creances')}?a={A_MOI}")


@require_safe
def prochaine(request: Requete) -> HttpResponse:
    """The oldest of one's own; the queue when nothing waits any more."""
    reserver(request)
    sauf = request.GET.get("sauf", "")
    trouvee = suivante(request.acteur, int(sauf) if sauf.isdecimal() and len(sauf) < 12 else 0, Creance)
    if trouvee is None:
        return redirect(f"{reverse('financement:bureau_creances')}?a={A_MOI}")
    return redirect("financement:bureau_creance", trouvee.pk)


def trouver(request: Requete, pk: int) -> Creance:
    """404 to who may not see the claim, then 403 to who is not of the ASP."""
    proches = (*Creance.lus_avec, "instructeur", "controlee_par", "decidee_par", "demande__candidature__dispositif")
    objet = get_object_or_404(Creance.objects.visibles_par(request.acteur).select_related(*proches), pk=pk)
    reserver(request)
    return objet


@require_http_methods(["GET", "POST"])
def creance(request: Requete, pk: int) -> HttpResponse:
    """To read, to judge point by point, to decide, then on to the next one."""
    return recevoir(request, pk, DES_CREANCES)


def _autour(request: Requete, objet: Creance) -> dict[str, Any]:
    return {
        "age": _age(objet, request),
        "paiement": situation_de_paiement(objet.commande, objet.part) if objet.montant else None,
        "ligne": None,
        "portabilite": liste_de_la_creance(objet) if objet.part == Part.SOLDE else None,
        "sans_portabilite": objet.part != Part.SOLDE,
    }


DES_CREANCES = Bureau(
    gestes={
        "prendre": gestes.prendre_en_charge,
        "rendre": gestes.rendre,
        "modifier": gestes.demander_des_modifications,
        "proposer": gestes.proposer_la_validation,
        "proposer_le_rejet": gestes.proposer_le_rejet,
        "valider": gestes.valider,
        "rejeter": gestes.confirmer_le_rejet,
        "renvoyer": gestes.renvoyer_au_controle,
        "annuler": gestes.annuler_le_controle,
    },
    relever=gestes.relever,
    annuler=gestes.annuler_le_controle,
    page="financement:bureau_creance",
    suivante="financement:bureau_creance_suivante",
    gabarit="financement/bureau_creance.html",
    trouver=trouver,
    autour=_autour,
)
