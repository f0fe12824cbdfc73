"""One order in front of an agent: its documents beside what the engine says, its points, the decision, the next one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Bureau:
    """What the room of one kind of line is made of: its gestures, its addresses, its page."""

    gestes: Mapping[str, Transition]
    relever: Transition
    annuler: Transition
    page: str
    suivante: str
    gabarit: str
    trouver: Callable[[Requete, int], Any]
    autour: Callable[[Requete, Any], dict[str, Any]]
    """What the page shows besides."""


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
    return recevoir(request, pk, DES_COMMANDES)


def recevoir(request: Requete, pk: int, bureau: Bureau) -> HttpResponse:
    objet = bureau.trouver(request, pk)
    if request.method == "POST":
        return _agir(request, objet, bureau)
    return _montrer(request, objet, bureau)


def _agir(request: Requete, objet: Any, bureau: Bureau) -> HttpResponse:
    """Points first, then the decision; whatever is refused is told, and what was typed stays."""
    geste, saisie = bureau.gestes.get(request.POST.get("geste", "")), request.POST.dict()
    if not request.acteur.tient(Role.GESTIONNAIRE, Role.VALIDEUR) or (geste and not geste.autorise(request.acteur)):
        raise PermissionDenied
    erreurs = _relever(request, objet, saisie, bureau.relever)
    if erreurs:
        return _montrer(request, bureau.trouver(request, objet.pk), bureau, erreurs=erreurs, saisie=saisie, statut=422)
    if geste is None:
        messages.success(request, "Points enregistrés. Rien n’est parti.")
        return redirect(bureau.page, objet.pk)
    form = _formulaire(geste, request)
    if form is not None and not form.is_valid():
        return _montrer(request, bureau.trouver(request, objet.pk), bureau, formulaire=form, saisie=saisie, statut=422)
    return _decider(request, geste, objet, form.cleaned_data if form else {}, saisie, bureau)


def _relever(request: Requete, objet: Any, saisie: Mapping[str, str], relever: Transition) -> list[tuple[str, str]]:
    """(id of the field, why) of the points that were refused."""
    if objet.statut != Commande.Statut.DEPOSEE or not relever.autorise(request.acteur):
        return []
    erreurs = []
    for donnees in points.changements(examiner(objet), saisie):
        try:
            relever(objet, replace(demande(request, donnees), cle="", rang_lu=None))
        except Refus as refus:
            erreurs.append((f"motif-{points.PointVue(donnees['cle'], '').id}", str(refus)))
    return erreurs


def _formulaire(geste: Transition, request: Requete) -> Any:
    if geste.formulaire is None:
        return None
    prefixe = next(nom for nom, classe in FORMULAIRES.items() if classe is geste.formulaire)
    return geste.formulaire(request.POST, prefix=prefixe)


def _decider(
    request: Requete,
    geste: Transition,
    objet: Any,
    donnees: Mapping[str, Any],
    saisie: Mapping[str, str],
    bureau: Bureau,
) -> HttpResponse:
    choisis = {"constats": request.POST.getlist("constats")}
    try:
        fait = executer(request, geste, objet, {**donnees, **choisis})
    except Refus as refus:
        decision_des_commandes.annuler_si_change(objet, demande(request), refus, bureau.annuler)
        erreurs = [("decision", motif.explication) for motif in refus.verdict.obstacles]
        return _montrer(request, bureau.trouver(request, objet.pk), bureau, erreurs=erreurs, saisie=saisie, statut=409)
    messages.success(request, f"{geste.recit.format(objet=fait)}.")
    if geste in (bureau.gestes["prendre"], bureau.gestes["rendre"]):
        return redirect(bureau.page, objet.pk)
    return redirect(f"{reverse(bureau.suivante)}?sauf={objet.pk}")


def _montrer(
    request: Requete,
    objet: Any,
    bureau: Bureau,
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
        "controle": controle_en_cours,
        "decide": objet.statut == Commande.Statut.CONTROLEE and request.acteur.tient(Role.VALIDEUR),
        "verdict": _verdict(request, objet, bureau.gestes),
        "erreurs": erreurs or [],
        "rang_lu": rang_actuel(objet),
        "entrees": _entrees(objet),
        **_formulaires(formulaire),
        **bureau.autour(request, objet),
    }
    return render(request, bureau.gabarit, contexte, status=statut)


def _autour_d_une_commande(request: Requete, objet: Commande) -> dict[str, Any]:
    return {
        "rivales": examiner(objet).rivales,
        "arbitrage": arbitrage_en_attente(objet),
        "signaux": signaux_de(objet),
        "soeurs": _soeurs(objet),
    }


def _apercu(vue: points.PointVue) -> dict[str, str]:
    document = vue.piece.document if vue.piece else None
    if document is None:
        return {}
    adresse = reverse("documents:apercu", args=[document.identifiant])
    return {"texte": document.nom, "apercu": adresse, "genre": genre(document.nom)}


def _formulaires(lie: Any) -> dict[str, Any]:
    """Those of the page; the one that came back with its errors takes the place of the empty one."""
    return {nom: lie if type(lie) is classe else classe(prefix=nom) for nom, classe in FORMULAIRES.items()}


def _verdict(request: Requete, objet: Any, gestes: Mapping[str, Transition]) -> Any:
    """What the next decision needs, for who may take it."""
    Statut, acteur = Commande.Statut, request.acteur
    if objet.statut == Statut.DEPOSEE and acteur.tient(Role.GESTIONNAIRE):
        return gestes["proposer"].verdict(objet, demande(request))
    if objet.statut == Statut.CONTROLEE and acteur.tient(Role.VALIDEUR):
        rejet = objet.proposition == Commande.Proposition.REJETER
        return gestes["rejeter" if rejet else "valider"].verdict(objet, demande(request))
    return None


def _entrees(objet: Any) -> Any:
    de_lui = {"id_objet": objet.pk, "action__startswith": f"{objet._meta.model_name}."}
    siennes = EntreeJournal.objects.filter(dossier=objet.cle_dossier, **de_lui)
    return siennes.select_related("acteur").order_by("-rang")[:DERNIERES_ACTIONS]


def _soeurs(objet: Commande) -> dict[str, int]:
    """How many orders of the request stand where."""
    statuts = objet.demande.commandes.filter(deposee_le__isnull=False).values_list("statut", flat=True)
    noms = dict(Commande.Statut.choices)
    comptes: dict[str, int] = {}
    for statut in statuts.order_by("rang"):
        comptes[str(noms[statut])] = comptes.get(str(noms[statut]), 0) + 1
    return comptes


DES_COMMANDES = Bureau(
    gestes=GESTES,
    relever=charge.relever,
    annuler=decision_des_commandes.annuler_le_controle,
    page="financement:bureau_commande",
    suivante="financement:bureau_suivante",
    gabarit="financement/bureau_commande.html",
    trouver=trouver,
    autour=_autour_d_une_commande,
)


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
