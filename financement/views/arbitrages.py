"""Duplicates and signals of risk: who asks for the same client, and which order is financed."""

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from financement.arbitrages import proposer_un_arbitrage
from financement.bureau import DEPUIS, Ligne
from financement.examen import SIGNAUX, avec_signaux, un_signal
from financement.models import ArbitrageDePlace, Commande
from financement.transitions.arbitrage import commandes_de
from financement.views.bureau import reserver
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import PAR_PAGE, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, actions, rang_actuel
from segur.noyau.transitions.web import demande


class ArbitrageForm(DsfrBaseForm):
    retenue = forms.IntegerField(error_messages={"required": "Dites quelle commande est retenue."})
    autre = forms.IntegerField(widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Pourquoi cette commande est retenue",
        help_text="Pour les agents de l’ASP : aucun fournisseur ne le lit.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi cette commande est retenue."},
    )


@require_safe
def signaux(request: Requete) -> HttpResponse:
    """The orders that something should make an agent look at twice, filtered by what it is."""
    reserver(request)
    choisi = request.GET.get("signal", "")
    page = paginer(_signalees(request.acteur, choisi), request.GET, reversed(PAR_PAGE))
    contexte = {
        "page": page,
        "lignes": [Ligne(commande, request.recu_le) for commande in page],
        "noms": SIGNAUX,
        "choisi": choisi if choisi in SIGNAUX else "",
        "proposes": ArbitrageDePlace.objects.visibles_par(request.acteur).en_attente().select_related("propose_par"),
    }
    return render(request, "financement/signaux.html", contexte)


def _signalees(acteur: Acteur, choisi: str) -> QuerySet[Commande]:
    visibles = avec_signaux(Commande.objects.visibles_par(acteur).qui_comptent())
    filtre = Q(**{choisi: True}) if choisi in SIGNAUX else un_signal()
    lues = visibles.filter(filtre).select_related("demande__fournisseur__organisation", "dispositif", "instructeur")
    return lues.order_by("cle", DEPUIS, "pk")


@require_POST
def proposer(request: Requete, pk: int) -> HttpResponse:
    """From the page of an order: this one, or one of those that ask for the same client."""
    objet = get_object_or_404(Commande.objects.visibles_par(request.acteur), pk=pk)
    reserver(request, Role.GESTIONNAIRE)
    form = ArbitrageForm(request.POST)
    visibles = Commande.objects.visibles_par(request.acteur)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for erreurs in form.errors.values() for e in erreurs))
        return redirect("financement:bureau_commande", objet.pk)
    autre = get_object_or_404(visibles, pk=form.cleaned_data["autre"])
    retenue, ecartee = (objet, autre) if form.cleaned_data["retenue"] == objet.pk else (autre, objet)
    try:
        arbitrage = proposer_un_arbitrage(retenue, ecartee, form.cleaned_data["motif"], demande(request))
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("financement:bureau_commande", objet.pk)
    messages.success(request, "Arbitrage proposé : un valideur en décide.")
    return redirect(arbitrage)


@require_safe
def arbitrage(request: Requete, pk: int) -> HttpResponse:
    """What is proposed, by whom, why; the decision of another person."""
    visibles = ArbitrageDePlace.objects.visibles_par(request.acteur)
    objet = get_object_or_404(visibles.select_related("dispositif", "propose_par", "decide_par"), pk=pk)
    retenue, ecartee = commandes_de(objet)
    contexte = {
        "arbitrage": objet,
        "retenue": retenue,
        "ecartee": ecartee,
        "actions": actions(objet, demande(request)),
        "rang_lu": rang_actuel(objet),
        "entrees": EntreeJournal.objects.filter(dossier=objet.cle_dossier).select_related("acteur").order_by("-rang"),
    }
    return render(request, "financement/arbitrage.html", contexte)
