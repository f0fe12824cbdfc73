"""One order, as its supplier reads it: content, pieces, what the rules say, what the ASP asked, what to do next."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.examen import CHAMPS, lisible
from financement.formats import en_commande
from financement.forms import CommandeForm, PieceJointeForm
from financement.models import Commande, Part, PieceDeCommande
from financement.page_des_creances import part_de
from financement.transitions import correction, lignes
from segur.noyau.comptes.models import ASP
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.requete import Requete
from segur.noyau.transitions import REGISTRE, Refus, internes
from segur.noyau.transitions.web import executer

Statut = Commande.Statut
SUITES = {
    Statut.INCOMPLETE: "Joignez les pièces qui manquent, puis déposez la commande : rien n’est encore déposé.",
    Statut.DEPOSEE: "L’ASP l’examine. Vous pouvez encore la retirer.",
    Statut.CONTROLEE: "L’ASP l’examine. Vous pouvez encore la retirer.",
    Statut.A_MODIFIER: "Corrigez les points demandés, eux seuls sont ouverts, puis renvoyez la commande.",
    Statut.VALIDEE: "L’avance part en paiement. Réalisez la prestation, puis demandez le solde.",
    Statut.REJETEE: "Corrigez ce qui est reproché, puis déposez une nouvelle commande avant la Date 4, ou formez un "
    "recours.",
    Statut.RETIREE: "Rien : la commande est retirée.",
}
SOLDE_DEMANDE = "Le solde est demandé : suivez sa demande plus bas sur cette page."
GESTES = {
    Statut.INCOMPLETE: (correction.deposer_la_commande, correction.retirer),
    Statut.DEPOSEE: (correction.retirer,),
    Statut.CONTROLEE: (correction.retirer,),
    Statut.A_MODIFIER: (correction.redeposer, correction.retirer),
}
DERNIERES = 50


def trouver(request: Requete, pk: int) -> Commande:
    visibles = Commande.objects.visibles_par(request.acteur)
    return get_object_or_404(
        visibles.select_related(
            *Commande.lus_avec, "demande__candidature__produit", "demande__candidature__dispositif"
        ),
        pk=pk,
    )


@require_safe
def commande(request: Requete, pk: int) -> HttpResponse:
    """The supplier's page; an agent goes to that of the desk."""
    objet = trouver(request, pk)
    return redirect("financement:bureau_commande", pk) if request.acteur.tient(*ASP) else _montrer(request, objet)


def _montrer(request: Requete, objet: Commande, *, refusee: PieceJointeForm | None = None) -> HttpResponse:
    """`refusee`: a piece that was not kept, and comes back with its errors."""
    pieces = list(objet.pieces.select_related("document__fichier"))
    points = list(objet.points.visibles_par(request.acteur))
    solde = part_de(objet, Part.SOLDE, request.recu_le)
    contexte = {
        "commande": objet,
        "contenu": _contenu(objet),
        "montants": _montants(objet),
        "pieces": pieces,
        "depots": _depots(objet, refusee),
        "manquantes": lignes.manquantes(objet, pieces),
        "corrigeable": lignes.champs_ouverts(objet) != frozenset(),
        "points": [p for p in points if not p.leve_le and not p.conforme],
        "repondus": [p for p in points if p.leve_le and not p.conforme],
        "suite": SOLDE_DEMANDE if solde and solde.demandee else SUITES[Statut(objet.statut)],
        "gestes": GESTES.get(Statut(objet.statut), ()),
        "entrees": _entrees(objet),
        "solde": solde,
    }
    return render(request, "financement/commande.html", contexte, status=422 if refusee else 200)


def _contenu(objet: Commande) -> list[tuple[str, Any]]:
    """Label and value of each field, in the words of the desk."""
    bon = objet.bon
    return [(libelle, lisible(bon, champ)) for champ, libelle in CHAMPS.items()]


def _montants(objet: Commande) -> dict[str, Decimal]:
    """What the engine foresaw, when it could compute it."""
    return {nom: Decimal(montant) for nom, montant in objet.jugement.get("montants", {}).items()}


def _depots(objet: Commande, refusee: PieceJointeForm | None) -> list[PieceJointeForm]:
    ouvertes = lignes.pieces_ouvertes(objet)
    natures = [nature for nature in PieceDeCommande.Nature.values if nature in ouvertes]
    return [refusee if refusee and refusee.nature == n else PieceJointeForm(n) for n in natures]


def _entrees(objet: Commande) -> QuerySet[EntreeJournal]:
    """What happened to this order, and to its request as a whole."""
    sienne = Q(type_objet=ContentType.objects.get_for_model(objet), id_objet=objet.pk)
    ensemble = Q(type_objet=ContentType.objects.get_for_model(objet.demande), id_objet=objet.demande_id)
    entrees = EntreeJournal.objects.filter(sienne | ensemble, dossier=objet.cle_dossier)
    return entrees.exclude(action__in=internes()).select_related("acteur").order_by("-rang")[:DERNIERES]


@require_http_methods(["GET", "POST"])
def corriger(request: Requete, pk: int) -> HttpResponse:
    """The fields that are open, and no other."""
    objet = trouver(request, pk)
    if not correction.corriger.autorise(request.acteur):
        raise PermissionDenied
    ouverts = lignes.champs_ouverts(objet)
    form = CommandeForm(
        request.POST if request.method == "POST" else None, brut=en_commande(objet.bon), seulement=ouverts
    )
    contexte = {"commande": objet, "form": form, "ouverts": ouverts, "points": _points_des_champs(objet)}
    if request.method == "GET":
        return render(request, "financement/commande_corriger.html", contexte)
    if not form.is_valid():
        return render(request, "financement/commande_corriger.html", contexte, status=422)
    return _executer(request, "commande.corriger", objet, {"bon": form.bon})


def _points_des_champs(objet: Commande) -> list[Any]:
    return [] if objet.statut != Statut.A_MODIFIER else lignes.points_ouverts(objet)


@require_POST
def joindre(request: Requete, pk: int, nature: str) -> HttpResponse:
    """One piece, where it is open."""
    objet = trouver(request, pk)
    if not correction.joindre.autorise(request.acteur):
        raise PermissionDenied
    if nature not in PieceDeCommande.Nature.values:
        raise Http404
    form = PieceJointeForm(nature, request.POST, request.FILES)
    if not form.is_valid():
        return _montrer(request, objet, refusee=form)
    return _executer(request, "commande.joindre", objet, form.valeurs)


def _executer(request: Requete, nom: str, objet: Commande, donnees: dict[str, Any]) -> HttpResponse:
    transition = REGISTRE[nom]
    try:
        fait = executer(request, transition, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit.format(objet=fait)}.")
    return redirect(objet)
