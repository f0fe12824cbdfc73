"""Claims of a supplier: the list, one claim, what it asks on an order by a form, what it corrects."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from financement.demandes.reception import Cadre, recevoir_un_formulaire, verdict_du_depot
from financement.forms import DeclarationForm, PieceJointeForm
from financement.models import Commande, Creance, PieceDeCreance
from financement.natures import NATURES, SOLDE, nature_de
from financement.page_des_creances import PartDeLaCommande, brut, contenu, depart, fonctions_attestees, part_de
from financement.paiements import situation_de_paiement
from financement.transitions import correction_des_creances as correction
from financement.transitions import lignes
from financement.views import filtres
from financement.views.commandes import trouver as trouver_la_commande
from financement.views.demandes import AVIS, cherchee, reserver_au_fournisseur
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import Colonne, Tri, paginer
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS
from segur.noyau.transitions import REGISTRE, Refus, internes
from segur.noyau.transitions.web import demande, executer

Statut = Creance.Statut
SUITES = {
    Statut.INCOMPLETE: "Joignez les pièces qui manquent, puis déposez la demande : rien n’est encore déposé.",
    Statut.DEPOSEE: "L’ASP l’examine. Vous pouvez la retirer tant qu’elle n’est pas contrôlée.",
    Statut.CONTROLEE: "L’ASP l’a contrôlée : elle attend sa décision.",
    Statut.A_MODIFIER: "Corrigez les points demandés, eux seuls sont ouverts, puis renvoyez la demande.",
    Statut.VALIDEE: "Rien : le montant est validé, son paiement se suit ci-dessous.",
    Statut.REJETEE: "Corrigez ce qui est reproché, puis déposez une nouvelle demande dans les délais, ou formez "
    "un recours.",
    Statut.RETIREE: "Rien : la demande est retirée.",
}
GESTES = {
    Statut.INCOMPLETE: (correction.deposer_la_creance, correction.retirer),
    Statut.DEPOSEE: (correction.retirer,),
    Statut.A_MODIFIER: (correction.redeposer, correction.retirer),
}
DERNIERES = 50
COLONNES = (
    Colonne("commande", "Commande", ("commande__reference",)),
    Colonne("client", "Client", ("commande__nom",)),
    Colonne("dispositif", "Dispositif", ("dispositif__libelle",)),
    Colonne("part", "Part", ("part",)),
    Colonne("statut", "Statut", ("statut",)),
    Colonne("deposee", "Déposée le", ("deposee_le",)),
)
ENTETES = (
    "Commande",
    "Client",
    "RPPS ou FINESS",
    "Dispositif",
    "Part",
    "Statut",
    "Déposée le",
    "Montant",
    "Avis du portail",
    "Motif",
)


def trouver(request: Requete, pk: int) -> Creance:
    visibles = Creance.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related(*Creance.lus_avec, "demande__candidature__produit"), pk=pk)


# ---- the list -------------------------------------------------------------------------------------------------------


@require_safe
def creances(request: Requete) -> HttpResponseBase:
    """Searched, filtered, sorted, paginated, exported."""
    reserver_au_fournisseur(request)
    offerts = filtres.lire(
        request,
        ("part", "Part", [(code, Creance(part=code).get_part_display()) for code in Creance.PARTS]),
        ("statut", "Statut", list(Statut.choices)),
        ("dispositif", "Dispositif", filtres.dispositifs()),
    )
    choix, tri = filtres.choix_de(request, offerts), Tri(COLONNES, request.GET.get("tri", ""), defaut="commande")
    lues = _choisies(request, choix)
    lues = tri.trier(lues) if request.GET.get("tri") else lues.order_by("-pk")
    if request.GET.get("format") == "csv":
        return csv_en_flux("demandes-de-paiement", ENTETES, (_rangee(creance) for creance in lues.iterator()))
    contexte = {"page": paginer(lues, request.GET), "tri": tri, "filtres": offerts, "choix": choix}
    return render(request, "financement/creances.html", contexte)


def _choisies(request: Requete, choix: dict[str, str]) -> QuerySet[Creance]:
    lues = Creance.objects.visibles_par(request.acteur).select_related("demande", "commande", "dispositif")
    for champ, nom in (("part", "part"), ("statut", "statut"), ("dispositif__code", "dispositif")):
        lues = lues.filter(**{champ: choix[nom]}) if choix[nom] else lues
    return lues.filter(cherchee(choix["q"], SOLDE)) if choix["q"] else lues


def _rangee(creance: Creance) -> tuple[object, ...]:
    deposee = f"{creance.deposee_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if creance.deposee_le else ""
    debut = (creance.reference, creance.nom, creance.cle, creance.dispositif, creance.get_part_display())
    avis = AVIS.get(creance.jugement.get("prediction", ""), "")
    return (*debut, creance.get_statut_display(), deposee, creance.montant or "", avis, creance.motif)


# ---- one claim ------------------------------------------------------------------------------------------------------


@require_safe
def creance(request: Requete, pk: int) -> HttpResponse:
    """The supplier acts on it; an agent reads it."""
    return _montrer(request, trouver(request, pk))


def _montrer(request: Requete, objet: Creance, *, refusee: PieceJointeForm | None = None) -> HttpResponse:
    """`refusee`: a piece that was not kept, and comes back with its errors."""
    points, sienne = list(objet.points.visibles_par(request.acteur)), request.acteur.tient(*EDITEUR)
    pieces = list(objet.pieces.select_related("document__fichier"))
    contexte = {
        "creance": objet,
        "sienne": sienne,
        "contenu": contenu(objet),
        "pieces": pieces,
        "depots": _depots(objet, refusee) if sienne else [],
        "manquantes": lignes.manquantes(objet, pieces),
        "corrigeable": sienne and lignes.champs_ouverts(objet) != frozenset(),
        "points": [p for p in points if p.envoye_le and not p.leve_le],
        "repondus": [p for p in points if p.leve_le and not p.conforme],
        "suite": SUITES[Statut(objet.statut)],
        "gestes": GESTES.get(Statut(objet.statut), ()),
        "entrees": _entrees(objet),
        "paiement": situation_de_paiement(objet.commande, objet.part) if objet.statut == Statut.VALIDEE else None,
    }
    return render(request, "financement/creance.html", contexte, status=422 if refusee else 200)


def _depots(objet: Creance, refusee: PieceJointeForm | None) -> list[PieceJointeForm]:
    ouvertes, nature = lignes.pieces_ouvertes(objet), nature_de(objet.demande)
    genres = [genre for genre in nature.admises if genre in ouvertes]
    return [refusee if refusee and refusee.nature == g else PieceJointeForm(g, de=nature) for g in genres]


def _entrees(objet: Creance) -> QuerySet[EntreeJournal]:
    """What happened to this claim, and to its request as a whole."""
    sienne = Q(type_objet=ContentType.objects.get_for_model(objet), id_objet=objet.pk)
    ensemble = Q(type_objet=ContentType.objects.get_for_model(objet.demande), id_objet=objet.demande_id)
    entrees = EntreeJournal.objects.filter(sienne | ensemble, dossier=objet.cle_dossier)
    return entrees.exclude(action__in=internes()).select_related("acteur").order_by("-rang")[:DERNIERES]


# ---- asked by a form ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def demander(request: Requete, pk: int, nature: str) -> HttpResponse:
    """Kept as an incomplete claim, whose page tells what the rules foresee before it is deposited."""
    commande = trouver_la_commande(request, pk)
    reserver_au_fournisseur(request)
    cadre = Cadre(commande.demande.fournisseur, commande.demande.candidature, nature)
    etat = part_de(commande, nature, request.recu_le)
    contexte = _autour(request, commande, cadre) | {"etat": etat}
    if etat is None:
        return _proposer(request, contexte, 200 if request.method == "GET" else 409)
    form, pieces = _formulaires(request, commande, etat)
    contexte |= {"form": form, "pieces": pieces}
    if request.method == "GET":
        return _proposer(request, contexte)
    if not all([form.is_valid(), *(piece.is_valid() for piece in pieces)]):
        return _proposer(request, contexte, 422)
    try:
        return redirect(_garder(request, cadre, form, pieces))
    except Refus as refus:
        return _proposer(request, contexte | {"verdict": refus.verdict}, 409)


def _proposer(request: Requete, contexte: dict[str, Any], statut: int = 200) -> HttpResponse:
    return render(request, "financement/creance_demander.html", contexte, status=statut)


def _autour(request: Requete, commande: Commande, cadre: Cadre) -> dict[str, Any]:
    verdict = verdict_du_depot(cadre, demande(request))
    ouvert = all(motif.satisfait or motif.code == "echeance" for motif in verdict.motifs)
    return {"commande": commande, "nature": NATURES[cadre.nature], "verdict": verdict, "ouvert": ouvert}


def _formulaires(
    request: Requete, commande: Commande, etat: PartDeLaCommande
) -> tuple[DeclarationForm, list[PieceJointeForm]]:
    """The declaration, begun with what is known, and the pieces that the nature asks at once."""
    nature, fonctions = NATURES[etat.part], fonctions_attestees(commande, request.recu_le)
    postee, deposes = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DeclarationForm(postee, nature=nature.code, brut=depart(commande, etat), fonctions=fonctions)
    genres = nature.demandees
    return form, [PieceJointeForm(g, postee, deposes, de=nature, prefix=g, obligatoire=False) for g in genres]


def _garder(request: Requete, cadre: Cadre, form: DeclarationForm, pieces: list[PieceJointeForm]) -> Creance:
    demandee = demande(request)
    gardee: Creance = recevoir_un_formulaire(cadre, form.declaration, demandee).creances.get()
    for piece in pieces:
        if piece.valeurs["fichier"] and not gardee.pieces.filter(nature=piece.nature).exists():
            correction.joindre(gardee, replace(demandee, cle="", donnees=piece.valeurs))
    messages.success(request, "Demande enregistrée : relisez-la, puis déposez-la.")
    return get_object_or_404(Creance, pk=gardee.pk)


# ---- corrected ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def corriger(request: Requete, pk: int) -> HttpResponse:
    """The fields that are open, and no other."""
    objet = trouver(request, pk)
    if not correction.corriger.autorise(request.acteur):
        raise PermissionDenied
    form = DeclarationForm(
        request.POST if request.method == "POST" else None,
        nature=objet.demande.nature,
        brut=brut(objet),
        seulement=lignes.champs_ouverts(objet),
        fonctions=fonctions_attestees(objet.commande, lignes.instant(objet, request.recu_le)),
    )
    points = lignes.points_ouverts(objet) if objet.statut == Statut.A_MODIFIER else []
    contexte = {"creance": objet, "form": form, "points": points}
    if request.method == "GET":
        return render(request, "financement/creance_corriger.html", contexte)
    if not form.is_valid():
        return render(request, "financement/creance_corriger.html", contexte, status=422)
    return _executer(request, "creance.corriger", objet, {"declaration": form.declaration})


@require_POST
def joindre(request: Requete, pk: int, nature: str) -> HttpResponse:
    """One piece, where it is open."""
    objet = trouver(request, pk)
    if not correction.joindre.autorise(request.acteur):
        raise PermissionDenied
    if nature not in PieceDeCreance.Nature.values:
        raise Http404
    form = PieceJointeForm(nature, request.POST, request.FILES, de=nature_de(objet.demande))
    if not form.is_valid():
        return _montrer(request, objet, refusee=form)
    return _executer(request, "creance.joindre", objet, form.valeurs)


def _executer(request: Requete, nom: str, objet: Creance, donnees: dict[str, Any]) -> HttpResponse:
    transition = REGISTRE[nom]
    try:
        fait = executer(request, transition, objet, donnees)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{transition.recit.format(objet=fait)}.")
    return redirect(objet)
