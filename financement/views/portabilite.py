"""The undertakings of portability: by solution for the supplier and the ASP, signed by who engages the firm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from financement.models import DemandeDeFinancement, ListeDePortabilite
from financement.portabilite import A_SIGNER, ETATS, SIGNEE, listes_signees, solutions
from financement.regles.portabilite import Liste, empreinte_de, liste_au
from financement.transitions.portabilite import liste_de, signature_possible, signer_la_portabilite
from financement.views.filtres import choix_de, lire
from segur.noyau.comptes.models import ASP, EDITEUR
from segur.noyau.exports import csv_en_flux
from segur.noyau.listes import paginer
from segur.noyau.regles import Version
from segur.noyau.requete import Requete
from segur.noyau.temps import PARIS, en_clair
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande, executer

ENTETES = ("Fournisseur", "SIREN", "Solution", "Dispositif", "État", "Liste du", "Signée le", "Signée par")


@require_safe
def listes(request: Requete) -> HttpResponseBase:
    if not request.acteur.tient(*EDITEUR, *ASP):
        raise PermissionDenied
    filtres = lire(request, ("etat", "État", list(ETATS.items())))
    choix = choix_de(request, filtres)
    lignes = _choisies(request, choix)
    if request.GET.get("format") == "csv":
        return csv_en_flux("portabilite", ENTETES, map(_rangee, lignes.iterator()))
    contexte = {"page": paginer(lignes, request.GET), "filtres": filtres, "choix": choix}
    return render(request, "financement/portabilite.html", contexte)


def _choisies(request: Requete, choix: dict[str, str]) -> QuerySet[DemandeDeFinancement]:
    lignes = solutions(DemandeDeFinancement.objects.visibles_par(request.acteur))
    if choix["etat"]:
        lignes = lignes.filter(Q(liste_pk__isnull=choix["etat"] == A_SIGNER))
    if q := choix["q"][:100]:
        lignes = lignes.filter(candidature__produit__nom__icontains=q)
    return lignes


def _rangee(ligne: Any) -> tuple[object, ...]:
    organisation = ligne.fournisseur.organisation
    liste_du = f"{ligne.liste_du:%d/%m/%Y}" if ligne.liste_du else ""
    signee = f"{ligne.liste_signee_le.astimezone(PARIS):%d/%m/%Y %H:%M:%S}" if ligne.liste_signee_le else ""
    etat = ETATS[SIGNEE if ligne.liste_pk else A_SIGNER]
    qui = (organisation.nom, organisation.siren, ligne.candidature.produit, ligne.dispositif)
    return (*qui, etat, liste_du, signee, ligne.liste_signee_par or "")


@require_http_methods(["GET", "POST"])
def portabilite_de(request: Requete, pk: int) -> HttpResponse:
    """By any request of the solution: what is signed, and the list to tick while it is not."""
    visibles = DemandeDeFinancement.objects.visibles_par(request.acteur)
    proches = ("fournisseur__organisation", "candidature__produit", "candidature__dispositif")
    objet = get_object_or_404(visibles.select_related(*proches), pk=pk)
    if request.method != "POST":
        return _montrer(request, objet)
    donnees = {"candidature": objet.candidature, "engagements": request.POST.getlist("engagement")}
    try:
        executer(request, signer_la_portabilite, objet.fournisseur, donnees)
    except Refus as refus:
        return _montrer(request, objet, refus)
    messages.success(request, f"Engagements de portabilité signés le {en_clair(request.recu_le)}.")
    return redirect("financement:portabilite_de", pk)


def _montrer(request: Requete, objet: DemandeDeFinancement, refus: Refus | None = None) -> HttpResponse:
    manquants = {motif.code.partition(":")[2]: motif.explication for motif in refus.verdict.obstacles} if refus else {}
    manquants.pop("", None)
    contexte = {
        "demande": objet,
        "signees": [(signee, _telle_que_signee(objet, signee)) for signee in listes_signees(objet)],
        "manquants": manquants,
        "coches": request.POST.getlist("engagement"),
    }
    if signer_la_portabilite.autorise(request.acteur):
        contexte |= {
            "version": liste_de(objet.candidature, demande(request)),
            "verdict": signature_possible(objet.fournisseur, objet.candidature, demande(request)),
        }
    statut = (422 if manquants else 409) if refus else 200
    return render(request, "financement/portabilite_de.html", contexte, status=statut)


def _telle_que_signee(objet: DemandeDeFinancement, signee: ListeDePortabilite) -> Version[Liste] | None:
    """None when the list kept as data is not the one that was signed: its fingerprint says so."""
    version = liste_au(objet.candidature.dispositif.code, signee.liste_du)
    return version if version and empreinte_de(version.valeur) == signee.empreinte else None
