"""A-posteriori controls: campaigns of the ASP, the controls of each side, their results."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement.campagnes import lancer
from financement.forms.controle import CampagneForm, ResultatForm
from financement.models import CampagneDeControle, ControleAPosteriori, Position
from financement.transitions import controles_a_posteriori as gestes
from financement.views.filtres import choix_de, lire
from financement.views.indus import rapporter
from segur.noyau.comptes.models import ASP, EDITEUR, Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande, executer

Statut = ControleAPosteriori.Statut
ENTETES = ("Commande", "Client", "Fournisseur", "Dispositif", "Campagne", "Statut", "Demandé le", "Justificatifs avant")
EN_ATTENTE = (Statut.DEMANDE, Statut.DEPOSE, Statut.CONTESTE)


def reserver(request: Requete, *roles: Role) -> None:
    if not request.acteur.tient(*roles):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """The controls that the actor may see, filtered, exported."""
    reserver(request, *EDITEUR, *ASP)
    filtres = lire(request, ("statut", "Statut", list(Statut.choices)))
    choix = choix_de(request, filtres)
    lignes = ControleAPosteriori.objects.visibles_par(request.acteur).pour_liste()
    if choix["statut"]:
        lignes = lignes.filter(statut=choix["statut"])
    if mots := choix["q"]:
        firme = Q(commande__demande__fournisseur__organisation__nom__icontains=mots)
        lignes = lignes.filter(firme | Q(commande__reference__icontains=mots) | Q(commande__nom__icontains=mots))
    if request.GET.get("format") == "csv":
        return csv_en_flux("controles", ENTETES, (_rangee(controle) for controle in lignes))
    contexte = {"page": paginer(lignes, request.GET), "filtres": filtres, "choix": choix}
    return render(request, "financement/controles.html", contexte)


def _rangee(controle: ControleAPosteriori) -> tuple[object, ...]:
    commande, campagne = controle.commande, controle.campagne
    dates = [f"{instant.astimezone(PARIS):%d/%m/%Y}" for instant in (controle.demande_le, controle.preuves_jusqu_au)]
    qui = (commande.reference, commande.nom, commande.demande.fournisseur, campagne.dispositif)
    return (*qui, campagne, controle.get_statut_display(), *dates)


@require_safe
def campagnes(request: Requete) -> HttpResponse:
    """With what remains of each."""
    reserver(request, *ASP)
    lignes = CampagneDeControle.objects.visibles_par(request.acteur).select_related(*CampagneDeControle.lus_avec)
    lignes = lignes.order_by("-pk").annotate(
        tires=Count("controles"),
        restent=Count("controles", filter=Q(controles__statut__in=EN_ATTENTE)),
        non_conformes=Count("controles", filter=Q(controles__statut=Statut.NON_CONFORME)),
    )
    contexte = {"page": paginer(lignes, request.GET), "lance": request.acteur.tient(Role.GESTIONNAIRE)}
    return render(request, "financement/campagnes.html", contexte)


@require_http_methods(["GET", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """Perimeter, size, seed."""
    reserver(request, Role.GESTIONNAIRE)
    if request.method == "GET":
        return render(request, "financement/campagne_nouvelle.html", {"form": CampagneForm()})
    form, statut = CampagneForm(request.POST), 422
    if form.is_valid():
        try:
            campagne = lancer(form.cleaned_data, demande(request))
        except Refus as refus:
            rapporter(form, refus)
            statut = 409
        else:
            messages.success(request, f"{campagne} lancée : les fournisseurs sont prévenus.")
            return redirect(campagne)
    return render(request, "financement/campagne_nouvelle.html", {"form": form}, status=statut)


@require_safe
def campagne(request: Requete, pk: int) -> HttpResponse:
    """Method, seed, fingerprint; the orders drawn."""
    visibles = CampagneDeControle.objects.visibles_par(request.acteur).select_related(*CampagneDeControle.lus_avec)
    objet = get_object_or_404(visibles, pk=pk)
    controles = objet.controles.select_related(*ControleAPosteriori.lus_avec)
    contexte = {
        "campagne": objet,
        "page": paginer(controles, request.GET, (25, 50)),
        "effectif": sum(len(cles) for cles in objet.population.values()),
    }
    return render(request, "financement/campagne.html", contexte)


def _trouver(request: Requete, pk: int) -> ControleAPosteriori:
    visibles = ControleAPosteriori.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related(*ControleAPosteriori.lus_avec), pk=pk)


@require_safe
def controle(request: Requete, pk: int) -> HttpResponse:
    """What is asked, what was sent, what was found."""
    objet = _trouver(request, pk)
    version = gestes.seuils_de(objet)
    entrees = EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur").order_by("-rang")
    contexte = {
        "controle": objet,
        "seuils": [(s, objet.mesures.get(s.code)) for s in version.valeur] if version else [],
        "texte": version.reference if version else "",
        "reponses": objet.reponses.select_related("document__fichier", "deposee_par"),
        "actions": actions(objet, demande(request)),
        "juge": request.acteur.tient(Role.GESTIONNAIRE) and objet.statut in (Statut.DEMANDE, Statut.DEPOSE),
        "positions": _a_reprendre(request, objet),
        "rang_lu": rang_actuel(objet),
        "entrees": entrees,
    }
    return render(request, "financement/controle.html", contexte)


def _a_reprendre(request: Requete, objet: ControleAPosteriori) -> list[int]:
    """Once not conform, the sums on which a gestionnaire may observe that they are undue."""
    if objet.statut != Statut.NON_CONFORME or not request.acteur.tient(Role.GESTIONNAIRE):
        return []
    return list(Position.objects.filter(commande=objet.commande_id, regle__gt=0).values_list("pk", flat=True))


@require_http_methods(["GET", "POST"])
def juger(request: Requete, pk: int) -> HttpResponse:
    """What the evidence shows; the rule says the rest, or the agent where no threshold is published."""
    objet = _trouver(request, pk)
    reserver(request, Role.GESTIONNAIRE)
    version = gestes.seuils_de(objet)
    seuils = version.valeur if version else ()
    verdict = gestes.relever.verdict(objet, demande(request))
    if request.method == "GET":
        return _page_du_resultat(request, objet, ResultatForm(seuils=seuils), verdict)
    form = ResultatForm(request.POST, seuils=seuils)
    if not form.is_valid():
        return _page_du_resultat(request, objet, form, verdict, statut=422)
    geste: Any = gestes.constater_la_conformite if form.conforme() else gestes.relever
    try:
        executer(request, geste, objet, {"mesures": form.mesures(), "motif": form.cleaned_data["motif"]})
    except Refus as refus:
        rapporter(form, refus)
        return _page_du_resultat(request, objet, form, refus.verdict, statut=409)
    messages.success(request, "Résultat enregistré : le fournisseur est prévenu.")
    return redirect(objet)


def _page_du_resultat(
    request: Requete, objet: ControleAPosteriori, form: ResultatForm, verdict: Any, *, statut: int = 200
) -> HttpResponse:
    contexte = {"controle": objet, "form": form, "verdict": verdict, "reponses": objet.reponses.all()}
    return render(request, "financement/juger_un_controle.html", contexte, status=statut)
