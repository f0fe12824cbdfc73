"""Clients that a supplier must inform: the list, the confirmation for the orders ticked, what the ASP reads of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from financement.devoirs import Confirmation, Devoirs
from financement.forms import InformationsForm
from financement.forms.realisation import cles_cochees
from financement.models import Commande
from financement.regles.devoirs import ETATS, INCAPACITE, MOTIFS, Devoir
from financement.transitions.devoirs import informer_le_client
from financement.transitions.realisation import confirmer_l_information
from financement.views.filtres import choix_de, lire
from segur.noyau.comptes.models import ASP, EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, en_clair, jours_calendaires
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

ENTETES = (
    "Commande",
    "Fournisseur",
    "Solution",
    "Client",
    "RPPS ou FINESS",
    "Motif",
    "Depuis le",
    "Âge en jours",
    "Référence",
    "Informé le",
    "Par",
    "Envoi",
)
REFUS_MONTRES = 5
LOT_D_EXPORT = 500


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """The orders whose client must know something, or does; read only for the ASP."""
    if not request.acteur.tient(*EDITEUR, *ASP):
        raise PermissionDenied
    if request.GET.get("format") == "csv":
        return csv_en_flux("clients-a-informer", ENTETES, _rangees(request))
    return _montrer(request)


def _filtres(request: Requete) -> list[dict[str, Any]]:
    return lire(request, ("motif", "Motif", list(MOTIFS.items())), ("etat", "État", list(ETATS.items())))


def _choisies(request: Requete, choix: dict[str, str]) -> tuple[Devoirs, QuerySet[Commande]]:
    lus = Devoirs(Commande.objects.visibles_par(request.acteur), request.recu_le)
    lignes = lus.lignes(motif=choix["motif"], etat=choix["etat"])
    if q := choix["q"][:100]:
        lignes = lignes.filter(Q(reference__icontains=q) | Q(nom__icontains=q) | Q(cle__startswith=q))
    proches = (*Commande.lus_avec, "demande__candidature__produit")
    return lus, lignes.select_related(*proches).prefetch_related("informations")


def _montrer(request: Requete, form: InformationsForm | None = None, statut: int = 200) -> HttpResponse:
    """`form`: the one that was not accepted, with what was typed and ticked."""
    filtres = _filtres(request)
    choix = choix_de(request, filtres)
    lus, lignes = _choisies(request, choix)
    page = paginer(lignes, request.GET)
    if form is None and request.acteur.tient(*EDITEUR):
        form = InformationsForm(initial={"motif": choix["motif"]})
    contexte = {
        "page": page,
        "lignes": [(commande, dus, _reste(dus)) for commande in page for dus in [_aupres(request, lus, commande)]],
        "filtres": filtres,
        "choix": choix,
        "form": form,
        "cochees": cles_cochees(request.POST.getlist("commande")),
    }
    return render(request, "financement/devoirs.html", contexte, status=statut)


def _aupres(request: Requete, lus: Devoirs, commande: Commande) -> list[tuple[Devoir, Confirmation | None, int]]:
    """Each duty, what is confirmed of it, and its age in calendar days of Paris."""
    return [(du, faite, jours_calendaires(du.depuis, request.recu_le)) for du, faite in lus.de(commande)]


def _reste(dus: list[tuple[Devoir, Confirmation | None, int]]) -> bool:
    """Whether the client is still to be told something: nothing else is to be ticked."""
    return any(faite is None for _, faite, _ in dus)


def _rangees(request: Requete) -> Iterator[tuple[object, ...]]:
    """One row for each duty of the orders chosen."""
    choix = choix_de(request, _filtres(request))
    lus, lignes = _choisies(request, choix)
    for commande in lignes.iterator(chunk_size=LOT_D_EXPORT):
        for du, faite, jours in _aupres(request, lus, commande):
            if choix["motif"] in ("", du.motif):
                yield _rangee(commande, du, faite, jours)


def _rangee(commande: Commande, du: Devoir, faite: Confirmation | None, jours: int) -> tuple[object, ...]:
    informe = (f"{faite.informe_le:%d/%m/%Y}", faite.moyen, faite.envoi) if faite else ("", "", "")
    return (
        commande.reference,
        commande.demande.fournisseur,
        commande.demande.candidature.produit,
        commande.nom,
        commande.cle,
        du.libelle,
        f"{du.depuis.astimezone(PARIS):%d/%m/%Y %H:%M}",
        jours,
        du.reference,
        *informe,
    )


@require_POST
def confirmer(request: Requete) -> HttpResponse:
    """What was sent to the clients ticked; each by its own transition, and one refused holds no other back."""
    if not informer_le_client.autorise(request.acteur):
        raise PermissionDenied
    form = InformationsForm(request.POST)
    cochees = Commande.objects.visibles_par(request.acteur).filter(
        pk__in=cles_cochees(request.POST.getlist("commande"))
    )
    if form.is_valid() and not cochees:
        form.add_error(None, "Cochez au moins une commande.")
    if not form.is_valid():
        return _montrer(request, form, 422)
    refusees = _confirmer_chacune(request, list(cochees.select_related("demande")), form.cleaned_data)
    if refusees and len(refusees) == len(cochees):
        for refusee in refusees[:REFUS_MONTRES]:
            form.add_error(None, refusee)
        return _montrer(request, form, 409)
    _dire_les_refus(request, refusees)
    return redirect("financement:devoirs")


def _confirmer_chacune(request: Requete, commandes: list[Commande], donnees: dict[str, Any]) -> list[str]:
    """Returns what was refused, one sentence for each order."""
    refusees = []
    for commande in commandes:
        try:
            _confirmer(request, commande, donnees)
        except Refus as refus:
            refusees.append(f"{commande.reference} : {refus}")
    if len(commandes) > len(refusees):
        faites = len(commandes) - len(refusees)
        messages.success(request, f"{faites} client(s) confirmé(s) informé(s) le {en_clair(request.recu_le)}.")
    return refusees


def _confirmer(request: Requete, commande: Commande, donnees: dict[str, Any]) -> None:
    """An incapacity has its own transition, and its own rights."""
    if donnees["motif"] != INCAPACITE:
        informer_le_client(commande, replace(demande(request, donnees), cle=""))
        return
    dites = {
        "client_informe_le": donnees["informe_le"],
        "client_informe_par": donnees["moyen"],
        "envoi": donnees["envoi"],
    }
    confirmer_l_information(commande, replace(demande(request, dites), cle=""))


def _dire_les_refus(request: Requete, refusees: list[str]) -> None:
    for refusee in refusees[:REFUS_MONTRES]:
        messages.error(request, refusee)
    if len(refusees) > REFUS_MONTRES:
        messages.error(request, f"{len(refusees)} commandes n’ont pas pu être confirmées.")
