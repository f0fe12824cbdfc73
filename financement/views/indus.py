"""Undue sums: what is worth examining, the dossiers of each side, the decision proposed line by line."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement import a_examiner as candidats
from financement.constats import constater as ouvrir
from financement.forms import ConstatForm, PropositionForm
from financement.models import Indu, Position
from financement.regles.monnaie import au_centime
from financement.transitions import indus as gestes
from financement.views.filtres import choix_de, dispositifs, lire
from segur.noyau.comptes.models import ASP, EDITEUR, Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, jours_calendaires
from segur.noyau.transitions import Refus, actions, internes, rang_actuel
from segur.noyau.transitions.web import demande, executer

CAUSES = [(code, Indu.Cause(code).label) for code in candidats.SIGNES]
CHOIX_DES_CAUSES = [*CAUSES, (candidats.TOUTES, "Toutes les sommes reçues")]
ENTETES = (
    "Dossier",
    "Fournisseur",
    "Cause",
    "Statut",
    "Constaté le",
    "Âge (jours)",
    "Réponse jusqu’au",
    "Réclamé",
    "À reverser",
    "Remboursé",
    "Compensé",
    "Reste",
)
ENTETES_A_EXAMINER = ("Commande", "Client", "Fournisseur", "Dispositif", "Part", "Reçu et non repris", "Signes")
NUMERO_MAX = 18
AU_PLUS = 100


def reserver(request: Requete, *roles: Role) -> None:
    if not request.acteur.tient(*roles):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """Those of the supplier, or every one for the ASP: filtered, with their ages, exported."""
    reserver(request, *EDITEUR, *ASP)
    filtres = lire(
        request, ("statut", "Statut", list(Indu.Statut.choices)), ("cause", "Cause", list(Indu.Cause.choices))
    )
    choix = choix_de(request, filtres)
    lignes = Indu.objects.visibles_par(request.acteur).pour_liste()
    lignes = lignes.filter(**{nom: choix[nom] for nom in ("statut", "cause") if choix[nom]})
    if choix["q"]:
        lignes = lignes.filter(fournisseur__organisation__nom__icontains=choix["q"])
    if request.GET.get("format") == "csv":
        return csv_en_flux("indus", ENTETES, (_rangee(indu, request) for indu in lignes))
    page = paginer(lignes, request.GET)
    contexte = {"page": page, "lignes": [_avec_age(indu, request) for indu in page]}
    return render(request, "financement/indus.html", contexte | {"filtres": filtres, "choix": choix})


def _avec_age(indu: Any, request: Requete) -> dict[str, Any]:
    reste = indu.total_ordonne - indu.total_rembourse - indu.total_compense
    return {"indu": indu, "age": jours_calendaires(indu.constate_le, request.recu_le), "reste": reste}


def _rangee(indu: Any, request: Requete) -> tuple[object, ...]:
    ligne = _avec_age(indu, request)
    limite = f"{indu.repondre_jusqu_au.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if indu.repondre_jusqu_au else ""
    debut = (str(indu), indu.fournisseur, indu.get_cause_display(), indu.get_statut_display())
    dates = (f"{indu.constate_le.astimezone(PARIS):%d/%m/%Y}", ligne["age"], limite)
    decidees = (indu.total_ordonne, indu.total_rembourse, indu.total_compense, ligne["reste"])
    sommes = tuple(map(au_centime, decidees)) if indu.decide_le else ("",) * len(decidees)
    return (*debut, *dates, au_centime(indu.total_montant), *sommes)


@require_safe
def examiner(request: Requete) -> HttpResponseBase:
    """Sums that bear a sign; nothing is opened without a person."""
    reserver(request, *ASP)
    filtres = lire(request, ("cause", "Signe", CHOIX_DES_CAUSES), ("dispositif", "Dispositif", dispositifs()))
    choix = choix_de(request, filtres)
    lignes = candidats.a_examiner(request.acteur, request.recu_le, choix)
    if request.GET.get("format") == "csv":
        return csv_en_flux("sommes-a-examiner", ENTETES_A_EXAMINER, (_candidate(p) for p in lignes))
    page = paginer(lignes, request.GET, (25, 50, AU_PLUS))
    contexte = {
        "page": page,
        "candidates": [(position, candidats.signes_de(position)) for position in page],
        "filtres": filtres,
        "choix": choix,
        "constate": request.acteur.tient(Role.GESTIONNAIRE),
    }
    return render(request, "financement/indus_a_examiner.html", contexte)


def _candidate(position: Any) -> tuple[object, ...]:
    commande = position.commande
    signes = ", ".join(candidats.signes_de(position))
    qui = (commande.reference, commande.nom, commande.demande.fournisseur, commande.dispositif)
    return (*qui, position.get_part_display(), position.reprenable, signes)


@require_http_methods(["GET", "POST"])
def constater(request: Requete) -> HttpResponse:
    """The sums ticked, what is claimed of each, and why."""
    reserver(request, Role.GESTIONNAIRE)
    positions = _choisies(request)
    sommes = [(p.pk, f"{p.commande}, {p.get_part_display().lower()}", p.reprenable) for p in positions]
    if request.method == "GET":
        initial = {"cause": request.GET.get("cause", "")}
        return _page_du_constat(request, positions, ConstatForm(sommes=sommes, initial=initial))
    form = ConstatForm(request.POST, sommes=sommes)
    if not form.is_valid():
        return _page_du_constat(request, positions, form, statut=422)
    try:
        donnees = form.cleaned_data
        indu = ouvrir(donnees["cause"], donnees["constat"], form.montants(), demande(request))
    except Refus as refus:
        rapporter(form, refus)
        return _page_du_constat(request, positions, form, statut=409)
    messages.success(request, f"{indu} constaté. Le fournisseur n’en sait rien avant la mise en demeure.")
    return redirect(indu)


def _choisies(request: Requete) -> list[Any]:
    lues = request.POST if request.method == "POST" else request.GET
    pks = [int(pk) for pk in lues.getlist("p")[:AU_PLUS] if pk.isdecimal() and len(pk) < NUMERO_MAX]
    visibles: Any = candidats.sommes_recues(request.acteur, request.recu_le)
    return list(visibles.filter(pk__in=pks).order_by("pk"))


def _page_du_constat(
    request: Requete, positions: list[Position], form: ConstatForm, *, statut: int = 200
) -> HttpResponse:
    contexte = {"positions": positions, "form": form}
    return render(request, "financement/constater_un_indu.html", contexte, status=statut)


def rapporter(form: Any, refus: Refus) -> None:
    """Each reason beside its field."""
    for motif in refus.verdict.obstacles:
        champ = motif.code.partition(":")[2]
        form.add_error(champ if champ in form.fields else None, motif.explication)


def _trouver(request: Requete, pk: int) -> Indu:
    return get_object_or_404(Indu.objects.visibles_par(request.acteur).select_related(*Indu.lus_avec), pk=pk)


@require_safe
def indu(request: Requete, pk: int) -> HttpResponse:
    """What is asked, by when, how to answer; what was decided, what came back."""
    objet = _trouver(request, pk)
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur").order_by("-rang")
    if request.acteur.est_editeur:
        entrees = entrees.exclude(action__in=[*internes(), "indu.constater"])
    lignes = list(objet.lignes.select_related("commande__dispositif"))
    contexte = {
        "indu": objet,
        "lignes": lignes,
        "totaux": {
            nom: sum((getattr(li, nom) for li in lignes), Decimal(0)) for nom in ("montant", "ordonne", "reste")
        },
        "lettres": objet.lettres.select_related("document__fichier"),
        "observations": objet.observations.select_related("document__fichier", "deposee_par"),
        "remboursements": objet.remboursements.all(),
        "actions": actions(objet, demande(request)),
        "propose": gestes.proposer if request.acteur.tient(Role.GESTIONNAIRE) else None,
        "rang_lu": rang_actuel(objet),
        "entrees": entrees,
    }
    return render(request, "financement/indu.html", contexte)


@require_http_methods(["GET", "POST"])
def proposer(request: Requete, pk: int) -> HttpResponse:
    """All, part or nothing, line by line; another person decides."""
    objet = _trouver(request, pk)
    reserver(request, Role.GESTIONNAIRE)
    lignes = objet.lignes.select_related("commande")
    sommes = [(ligne.pk, str(ligne), ligne.montant) for ligne in lignes]
    verdict = gestes.proposer.verdict(objet, demande(request))
    if request.method == "GET":
        return _page_de_la_proposition(request, objet, PropositionForm(sommes=sommes), verdict)
    form = PropositionForm(request.POST, sommes=sommes)
    if not form.is_valid():
        return _page_de_la_proposition(request, objet, form, verdict, statut=422)
    donnees = {"montants": form.montants(), "motivation": form.cleaned_data["motivation"]}
    try:
        executer(request, gestes.proposer, objet, donnees)
    except Refus as refus:
        rapporter(form, refus)
        return _page_de_la_proposition(request, objet, form, refus.verdict, statut=409)
    messages.success(request, "Décision proposée : un valideur la prend.")
    return redirect(objet)


def _page_de_la_proposition(
    request: Requete, objet: Indu, form: PropositionForm, verdict: Any, *, statut: int = 200
) -> HttpResponse:
    contexte = {"indu": objet, "form": form, "verdict": verdict, "observations": objet.observations.all()}
    return render(request, "financement/proposer_sur_un_indu.html", contexte, status=statut)
