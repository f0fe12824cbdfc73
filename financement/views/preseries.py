"""Solutions with and without their validated series, for the ANS; their own, for vendors."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from candidatures.models import Candidature
from financement.forms import PreserieForm, RetraitForm
from financement.models import PreserieValidee
from financement.regles.preserie import dispositifs_qui_la_demandent
from financement.transitions import preserie as gestes
from segur.noyau.comptes.models import ANS, ANS_INSTRUIT, EDITEUR, Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.recherche import normaliser
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Refus, Transition
from segur.noyau.transitions.web import demande, executer

ETATS = {"sans": "Sans constat", "avec": "Présérie constatée"}
ENTETES = ("Solution", "Éditeur", "NRU", "Validée le", "Référence")


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    if not request.acteur.tient(*EDITEUR, *ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied
    etat, q = request.GET.get("etat", ""), sans_nul(request.GET.get("q", "")).strip()[:100]
    choix = {"etat": etat if etat in ETATS else "", "q": q}
    lignes = _choisies(request, choix)
    if request.GET.get("format") == "csv":
        return csv_en_flux("preseries", ENTETES, map(_rangee, lignes))
    filtre = {"nom": "etat", "libelle": "État", "options": list(ETATS.items()), "choisi": choix["etat"]}
    contexte = {"page": paginer(lignes, request.GET), "choix": choix, "filtres": [filtre]}
    return render(request, "financement/preseries.html", contexte)


def _choisies(request: Requete, choix: dict[str, str]) -> QuerySet[Candidature]:
    constats = PreserieValidee.objects.actuelles().filter(candidature=OuterRef("pk"))
    lignes = Candidature.objects.visibles_par(request.acteur).filter(
        nru__isnull=False, dispositif__code__in=dispositifs_qui_la_demandent(jour_de_paris(request.recu_le))
    )
    lignes = lignes.select_related("produit__editeur", "dispositif").annotate(
        preserie_le=Subquery(constats.values("validee_le")[:1]),
        preserie_reference=Subquery(constats.values("reference")[:1]),
    )
    if q := choix["q"]:
        lignes = lignes.filter(Q(produit__recherche__contains=normaliser(q)) | Q(nru__iexact=q))
    if choix["etat"]:
        lignes = lignes.filter(preserie_le__isnull=choix["etat"] == "sans")
    return lignes.order_by("produit__nom", "pk")


def _rangee(candidature: Any) -> tuple[object, ...]:
    validee = f"{candidature.preserie_le:%d/%m/%Y}" if candidature.preserie_le else ""
    produit = candidature.produit
    return (produit, produit.editeur, candidature.nru, validee, candidature.preserie_reference or "")


def trouver(request: Requete, numero: str) -> Candidature:
    visibles = Candidature.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related(*Candidature.lus_avec), numero=sans_nul(numero))


@require_safe
def preserie(request: Requete, numero: str) -> HttpResponse:
    return _montrer(request, trouver(request, numero))


def _montrer(request: Requete, objet: Candidature, *, refuse: Any = None, statut: int = 200) -> HttpResponse:
    """`refuse`: the form that was not accepted, with its errors."""
    constats = PreserieValidee.objects.filter(candidature=objet).select_related(
        "constatee_par", "retiree_par", "document"
    )
    lus = list(constats.order_by("-pk"))
    contexte: dict[str, Any] = {
        "candidature": objet,
        "constat": next((constat for constat in lus if constat.retiree_le is None), None),
        "retires": [constat for constat in lus if constat.retiree_le],
    }
    if request.acteur.tient(*ANS_INSTRUIT):
        contexte |= {
            "constater": gestes.constater_la_preserie.verdict(objet, demande(request)),
            "retirer": gestes.retirer_la_preserie.verdict(objet, demande(request)),
            "form_constat": refuse if isinstance(refuse, PreserieForm) else PreserieForm(),
            "form_retrait": refuse if isinstance(refuse, RetraitForm) else RetraitForm(),
        }
    return render(request, "financement/preserie.html", contexte, status=statut)


@require_POST
def constater(request: Requete, numero: str) -> HttpResponse:
    return _poster(request, numero, gestes.constater_la_preserie, PreserieForm(request.POST, request.FILES))


@require_POST
def retirer(request: Requete, numero: str) -> HttpResponse:
    return _poster(request, numero, gestes.retirer_la_preserie, RetraitForm(request.POST))


def _poster(request: Requete, numero: str, geste: Transition, form: Any) -> HttpResponse:
    objet = trouver(request, numero)
    if not geste.autorise(request.acteur):
        raise PermissionDenied
    if not form.is_valid():
        return _montrer(request, objet, refuse=form, statut=422)
    try:
        executer(request, geste, objet, getattr(form, "valeurs", form.cleaned_data))
    except Refus as refus:
        for motif in refus.verdict.obstacles:
            champ = motif.code.partition(":")[2]
            form.add_error(champ if champ in form.fields else None, motif.explication)
        return _montrer(request, objet, refuse=form, statut=409)
    messages.success(request, f"{geste.recit}.")
    return redirect("financement:preserie", numero)
