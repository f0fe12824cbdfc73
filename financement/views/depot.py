"""Depositing orders and claims: a file with its archive, an archive that completes, one order typed."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from candidatures.models import Candidature
from financement.demandes.reception import (
    Cadre,
    recevoir_un_fichier,
    recevoir_un_formulaire,
    solutions,
    verdict_du_depot,
)
from financement.forms import ArchiveForm, CommandeForm, DepotForm, GroupeForm, PieceJointeForm
from financement.modeles import modeles_valides
from financement.models import Commande, Creance, DemandeDeFinancement, Fournisseur, ModeleDeDocument
from financement.natures import AVANCE, NATURES, Ligne, Nature, nature_de
from financement.transitions import correction, correction_des_creances, depot
from financement.views.demandes import montrer, reserver_au_fournisseur, trouver
from segur.noyau.documents.televersement import recoit
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande, Refus, Transition
from segur.noyau.transitions.web import demande, executer

DEJA = "Ce fichier a déjà été déposé : voici la demande reçue le {quand}. Rien n’est déposé deux fois."
SUITE_DE_LA_CLE = 8
BON_DE_COMMANDE = "bon_de_commande"
RETRAITS: dict[type[Ligne], Transition] = {
    Commande: correction.retirer,
    Creance: correction_des_creances.retirer,
}


def _fournisseur(request: Requete) -> Fournisseur | None:
    reserver_au_fournisseur(request)
    return Fournisseur.objects.visibles_par(request.acteur).select_related("organisation").first()


def _contexte(request: Requete, fournisseur: Fournisseur | None, nature: Nature = AVANCE) -> dict[str, Any]:
    """The solution chosen, alone or among several; and whether its orders, or claims, may be deposited today."""
    offertes = solutions(fournisseur, request.recu_le) if fournisseur else []
    numero = request.GET.get("candidature", "")
    choisie = next((c for c in offertes if c.numero == numero), offertes[0] if len(offertes) == 1 else None)
    cadre = Cadre(fournisseur, choisie, nature.code) if fournisseur and choisie else None
    verdict = verdict_du_depot(cadre, demande(request)) if cadre else None
    return {
        "nature": nature,
        "cadre": cadre,
        "solutions": offertes,
        "candidature": choisie,
        "modele": _modele_valide(fournisseur, choisie) if nature is AVANCE else None,
        "verdict": verdict,
        "ouvert": bool(verdict) and all(m.satisfait or m.code == "echeance" for m in verdict.motifs),  # type: ignore[union-attr]
    }


def _modele_valide(fournisseur: Fournisseur | None, choisie: Candidature | None) -> ModeleDeDocument | None:
    """The order form that the ASP has validated for this supplier (ASP-02)."""
    if fournisseur is None or choisie is None:
        return None
    return modeles_valides(fournisseur, choisie.dispositif, BON_DE_COMMANDE).first()


# ---- a file ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@recoit("demande_d_avance")
def deposer(request: Requete, nature: str = AVANCE.code) -> HttpResponse:
    """A JSON file, and its archive at once or later."""
    deposee = NATURES[nature]
    contexte = _contexte(request, _fournisseur(request), deposee)
    if request.method == "GET" or contexte["cadre"] is None:
        statut = 200 if request.method == "GET" else 409
        return render(request, "financement/deposer.html", contexte | {"form": DepotForm(de=deposee)}, status=statut)
    form = DepotForm(request.POST, request.FILES, de=deposee)
    if not form.is_valid():
        return render(request, "financement/deposer.html", contexte | {"form": form}, status=422)
    try:
        return redirect(_recevoir(request, contexte["cadre"], form))
    except Refus as refus:
        return render(
            request, "financement/deposer.html", contexte | {"form": form, "verdict": refus.verdict}, status=409
        )


def _recevoir(request: Requete, cadre: Cadre, form: DepotForm) -> DemandeDeFinancement:
    demandee, valeurs = demande(request), form.valeurs
    fichier = form.cleaned_data["fichier"][0]
    objet, nouvelle = recevoir_un_fichier(cadre, fichier, demandee, malgre_tout=valeurs["malgre_tout"])
    if nouvelle:
        messages.success(request, f"Fichier reçu le {en_clair(objet.recue_le)}.")
    else:
        messages.info(request, DEJA.format(quand=en_clair(objet.recue_le)))
    if valeurs["archive"] and objet.statut in (DemandeDeFinancement.Statut.EN_LECTURE, "incomplete"):
        depot.envoyer_des_pieces(objet, _avec_une_autre_cle(demandee, valeurs))
    return objet


def _avec_une_autre_cle(demandee: Demande, valeurs: dict[str, Any]) -> Demande:
    """The same request does two things: each has its key."""
    cle = f"{demandee.cle[:-SUITE_DE_LA_CLE]}-archive" if demandee.cle else ""
    return replace(demandee, cle=cle, donnees=valeurs)


@require_POST
@recoit("archive_de_commandes")
def completer(request: Requete, pk: int) -> HttpResponse:
    """One more archive for what is incomplete."""
    objet = trouver(request, pk)
    if not depot.envoyer_des_pieces.autorise(request.acteur):
        raise PermissionDenied
    form = ArchiveForm(request.POST, request.FILES, de=nature_de(objet))
    if not form.is_valid():
        return montrer(request, objet, archive=form, statut=422)
    try:
        executer(request, depot.envoyer_des_pieces, objet, form.valeurs)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Archive reçue le {en_clair(request.premier_recu_le or request.recu_le)}.")
    return redirect(objet)


# ---- several lines of a request -------------------------------------------------------------------------------------


@require_POST
def grouper(request: Requete, pk: int) -> HttpResponse:
    """Deposits or withdraws the lines ticked."""
    objet = trouver(request, pk)
    if not depot.deposer.autorise(request.acteur) or not correction.retirer.autorise(request.acteur):
        raise PermissionDenied
    form = GroupeForm(request.POST, commandes=objet.lignes.all())
    if not form.is_valid():
        return montrer(request, objet, groupe=form, statut=422)
    try:
        messages.success(request, _faire(request, objet, form))
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect(objet)


def _faire(request: Requete, objet: DemandeDeFinancement, form: GroupeForm) -> str:
    lignes, compter = list(form.cleaned_data["commandes"]), nature_de(objet).compter
    if form.cleaned_data["geste"] == GroupeForm.DEPOSER:
        cochees = [ligne.pk for ligne in lignes]
        executer(request, depot.deposer, objet, {"malgre_tout": True, "commandes": cochees})
        deposees = objet.lignes.filter(pk__in=cochees, deposee_le__isnull=False).count()
        return f"Déposé le {en_clair(request.premier_recu_le or request.recu_le)} : {compter(deposees)}."
    retirees, refusees = _retirer(request, lignes, form.cleaned_data["motif"])
    suite = f" {refusees} ne peuvent plus l’être." if refusees else ""
    return f"Retrait : {compter(retirees)}.{suite}"


def _retirer(request: Requete, lignes: list[Ligne], motif: str) -> tuple[int, int]:
    """Each one by its own transition: one that was decided meanwhile does not hold the others back."""
    refusees = 0
    for ligne in lignes:
        try:
            RETRAITS[type(ligne)](ligne, replace(demande(request, {"motif": motif}), cle=""))
        except Refus:
            refusees += 1
    return len(lignes) - refusees, refusees


# ---- one order typed ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def saisir(request: Requete) -> HttpResponse:
    """Kept as an incomplete order, whose page tells what the rules foresee before it is deposited."""
    contexte = _contexte(request, _fournisseur(request))
    pieces = [_piece(nature, request) for nature in AVANCE.demandees]
    form = CommandeForm(request.POST if request.method == "POST" else None)
    contexte |= {"form": form, "pieces": pieces}
    if request.method == "GET" or contexte["cadre"] is None:
        return render(request, "financement/saisir.html", contexte, status=200 if request.method == "GET" else 409)
    if not all([form.is_valid(), *(piece.is_valid() for piece in pieces)]):
        return render(request, "financement/saisir.html", contexte, status=422)
    try:
        return redirect(_garder(request, contexte["cadre"], form, pieces))
    except Refus as refus:
        return render(request, "financement/saisir.html", contexte | {"verdict": refus.verdict}, status=409)


def _piece(nature: str, request: Requete) -> PieceJointeForm:
    if request.method == "GET":
        return PieceJointeForm(nature, prefix=nature, obligatoire=False)
    return PieceJointeForm(nature, request.POST, request.FILES, prefix=nature, obligatoire=False)


def _garder(request: Requete, cadre: Cadre, form: CommandeForm, pieces: list[PieceJointeForm]) -> Commande:
    demandee = demande(request)
    objet = recevoir_un_formulaire(cadre, form.bon, demandee)
    commande = objet.commandes.get()
    for piece in pieces:
        if piece.valeurs["fichier"] and not commande.pieces.filter(nature=piece.nature).exists():
            correction.joindre(commande, replace(demandee, cle="", donnees=piece.valeurs))
    messages.success(request, "Commande enregistrée : relisez-la, puis déposez-la.")
    return get_object_or_404(Commande, pk=commande.pk)
