"""One order in front of an agent: its documents beside what the engine says, its points, the decision, the next one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from financement.bureau import PREDICTIONS, Ligne
from financement.examen import arbitrage_en_attente, avec_signaux, examiner, signaux_de
from financement.models import Commande, DemandeDeFinancement
from financement.transitions import charge, decision_des_commandes
from financement.transitions import controle_des_commandes as controle
from financement.transitions.formulaires_du_bureau import ModificationsForm, MotifDuRejetForm, RenvoiForm
from financement.views import points_du_bureau as points
from financement.views.bureau import gestes_de, reserver
from segur.noyau.comptes.models import Role
from segur.noyau.documents.apercus import genre
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import PAR_PAGE, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, Transition, rang_actuel
from segur.noyau.transitions.web import demande, executer

GESTES: dict[str, Transition] = {
    "prendre": charge.prendre_en_charge,
    "rendre": charge.rendre,
    "modifier": controle.demander_des_modifications,
    "proposer": controle.proposer_la_validation,
    "proposer_le_rejet": controle.proposer_le_rejet,
    "valider": decision_des_commandes.valider,
    "rejeter": decision_des_commandes.confirmer_le_rejet,
    "renvoyer": decision_des_commandes.renvoyer_au_controle,
    "annuler": decision_des_commandes.annuler_le_controle,
}
FORMULAIRES: dict[str, Any] = {"modifications": ModificationsForm, "rejet": MotifDuRejetForm, "renvoi": RenvoiForm}
DERNIERES_ACTIONS = 20


def trouver(request: Requete, pk: int) -> Commande:
    """404 to who may not see the order, then 403 to who is not of the ASP."""
    visibles = avec_signaux(Commande.objects.visibles_par(request.acteur))
    proches = (*Commande.lus_avec, "instructeur", "controlee_par", "decidee_par", "demande__candidature__dispositif")
    objet = get_object_or_404(visibles.select_related(*proches), pk=pk)
    reserver(request)
    return objet


@require_http_methods(["GET", "POST"])
def commande(request: Requete, pk: int) -> HttpResponse:
    """To read, to judge point by point, to decide, then on to the next one."""
    objet = trouver(request, pk)
    if request.method == "POST":
        return _agir(request, objet)
    return _montrer(request, objet)


def _agir(request: Requete, objet: Commande) -> HttpResponse:
    """Points first, then the decision; whatever is refused is told, and what was typed stays."""
    geste, saisie = GESTES.get(request.POST.get("geste", "")), request.POST.dict()
    if not request.acteur.tient(Role.GESTIONNAIRE, Role.VALIDEUR) or (geste and not geste.autorise(request.acteur)):
        raise PermissionDenied
    erreurs = _relever(request, objet, saisie)
    if erreurs:
        return _montrer(request, trouver(request, objet.pk), erreurs=erreurs, saisie=saisie, statut=422)
    if geste is None:
        messages.success(request, "Points enregistrés. Rien n’est parti.")
        return redirect("financement:bureau_commande", objet.pk)
    form = _formulaire(geste, request)
    if form is not None and not form.is_valid():
        return _montrer(request, trouver(request, objet.pk), formulaire=form, saisie=saisie, statut=422)
    return _decider(request, geste, objet, form.cleaned_data if form else {}, saisie)


def _relever(request: Requete, objet: Commande, saisie: Mapping[str, str]) -> list[tuple[str, str]]:
    """(id of the field, why) of the points that were refused."""
    if objet.statut != Commande.Statut.DEPOSEE or not charge.relever.autorise(request.acteur):
        return []
    erreurs = []
    for donnees in points.changements(examiner(objet), saisie):
        try:
            charge.relever(objet, replace(demande(request, donnees), cle="", rang_lu=None))
        except Refus as refus:
            erreurs.append((f"motif-{points.PointVue(donnees['cle'], '').id}", str(refus)))
    return erreurs


def _formulaire(geste: Transition, request: Requete) -> Any:
    if geste.formulaire is None:
        return None
    prefixe = next(nom for nom, classe in FORMULAIRES.items() if classe is geste.formulaire)
    return geste.formulaire(request.POST, prefix=prefixe)


def _decider(
    request: Requete, geste: Transition, objet: Commande, donnees: Mapping[str, Any], saisie: Mapping[str, str]
) -> HttpResponse:
    choisis = {"constats": request.POST.getlist("constats")}
    try:
        fait = executer(request, geste, objet, {**donnees, **choisis})
    except Refus as refus:
        decision_des_commandes.annuler_si_change(objet, demande(request), refus)
        erreurs = [("decision", motif.explication) for motif in refus.verdict.obstacles]
        return _montrer(request, trouver(request, objet.pk), erreurs=erreurs, saisie=saisie, statut=409)
    messages.success(request, f"{geste.recit.format(objet=fait)}.")
    if geste in (charge.prendre_en_charge, charge.rendre):
        return redirect("financement:bureau_commande", objet.pk)
    return redirect(f"{reverse('financement:bureau_suivante')}?sauf={objet.pk}")


def _montrer(
    request: Requete,
    objet: Commande,
    *,
    erreurs: list[tuple[str, str]] | None = None,
    formulaire: Any = None,
    saisie: Mapping[str, str] | None = None,
    statut: int = 200,
) -> HttpResponse:
    examen, saisie = examiner(objet), saisie or {}
    choisis = request.POST.getlist("constats")
    controle_en_cours = objet.statut == Commande.Statut.DEPOSEE and request.acteur.tient(Role.GESTIONNAIRE)
    contexte = {
        "commande": objet,
        "ligne": Ligne(objet, request.recu_le),
        "jugement": examen.jugement,
        "avis": dict(PREDICTIONS)[examen.jugement.prediction.value],
        "calcul": examen.calcul,
        "constats": points.constats(examen, saisie, choisis),
        "controles": points.controles(examen, saisie),
        "champs": points.champs(examen, saisie),
        "pieces": [(vue, _apercu(vue)) for vue in points.pieces(examen, saisie)],
        "rivales": examen.rivales,
        "arbitrage": arbitrage_en_attente(objet),
        "signaux": signaux_de(objet),
        "controle": controle_en_cours,
        "decide": objet.statut == Commande.Statut.CONTROLEE and request.acteur.tient(Role.VALIDEUR),
        "verdict": _verdict(request, objet),
        "erreurs": erreurs or [],
        "rang_lu": rang_actuel(objet),
        "entrees": _entrees(objet),
        "soeurs": _soeurs(objet),
        **_formulaires(formulaire),
    }
    return render(request, "financement/bureau_commande.html", contexte, status=statut)


def _apercu(vue: points.PointVue) -> dict[str, str]:
    document = vue.piece.document if vue.piece else None
    if document is None:
        return {}
    adresse = reverse("documents:apercu", args=[document.identifiant])
    return {"texte": document.nom, "apercu": adresse, "genre": genre(document.nom)}


def _formulaires(lie: Any) -> dict[str, Any]:
    """Those of the page; the one that came back with its errors takes the place of the empty one."""
    return {nom: lie if type(lie) is classe else classe(prefix=nom) for nom, classe in FORMULAIRES.items()}


def _verdict(request: Requete, objet: Commande) -> Any:
    """What the next decision needs, for who may take it."""
    Statut, acteur = Commande.Statut, request.acteur
    if objet.statut == Statut.DEPOSEE and acteur.tient(Role.GESTIONNAIRE):
        return controle.proposer_la_validation.verdict(objet, demande(request))
    if objet.statut == Statut.CONTROLEE and acteur.tient(Role.VALIDEUR):
        rejet = objet.proposition == Commande.Proposition.REJETER
        return GESTES["rejeter" if rejet else "valider"].verdict(objet, demande(request))
    return None


def _entrees(objet: Commande) -> Any:
    siennes = EntreeJournal.objects.filter(dossier=objet.cle_dossier, id_objet=objet.pk, action__startswith="commande.")
    return siennes.select_related("acteur").order_by("-rang")[:DERNIERES_ACTIONS]


def _soeurs(objet: Commande) -> dict[str, int]:
    """How many orders of the request stand where."""
    statuts = objet.demande.commandes.filter(deposee_le__isnull=False).values_list("statut", flat=True)
    noms = dict(Commande.Statut.choices)
    comptes: dict[str, int] = {}
    for statut in statuts.order_by("rang"):
        comptes[str(noms[statut])] = comptes.get(str(noms[statut]), 0) + 1
    return comptes


@require_safe
def dossier(request: Requete, pk: int) -> HttpResponse:
    """A whole request: its orders, and the same action on all of them."""
    visibles = DemandeDeFinancement.objects.visibles_par(request.acteur).select_related(*DemandeDeFinancement.lus_avec)
    objet = get_object_or_404(visibles, pk=pk)
    reserver(request)
    siennes = avec_signaux(Commande.objects.visibles_par(request.acteur).filter(demande=objet))
    lues = siennes.select_related("demande__fournisseur__organisation", "dispositif", "instructeur").order_by("rang")
    page = paginer(lues, request.GET, reversed(PAR_PAGE))
    contexte = {
        "objet": objet,
        "page": page,
        "lignes": [Ligne(commande, request.recu_le) for commande in page],
        "gestes": gestes_de(request.acteur),
    }
    return render(request, "financement/bureau_demande.html", contexte)
