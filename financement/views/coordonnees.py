"""Where a supplier is paid: masked, changed under watch, shown to who needs it and never unseen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from financement.forms import CoordonneesForm
from financement.models import CoordonneesBancaires, Fournisseur
from financement.models.coordonnees import en_service
from financement.ouverture import changement_recevable, declarer_coordonnees
from financement.regles.coordonnees import JOURS_DE_SECURITE
from financement.regles.noms import nom_conforme
from financement.transitions import coordonnees as transitions
from financement.views.enrolement import fichier_sensible
from segur.noyau.acces.identite import identite_recente
from segur.noyau.comptes.models import ASP, ENGAGE_L_EDITEUR, Role
from segur.noyau.documents.views import retenue
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus, actions
from segur.noyau.transitions.web import demande, executer


def _fournisseur(request: Requete, pk: int) -> Fournisseur:
    fournisseurs = Fournisseur.objects.visibles_par(request.acteur).select_related("organisation")
    fournisseur = get_object_or_404(fournisseurs, pk=pk)
    if not request.acteur.tient(*ENGAGE_L_EDITEUR, *ASP):
        raise PermissionDenied
    return fournisseur


@require_http_methods(["GET", "POST"])
@never_cache
def coordonnees(request: Requete, pk: int) -> HttpResponse:
    """History, what serves, what waits; and for a mandataire the form that declares others."""
    fournisseur = _fournisseur(request, pk)
    if request.method == "POST":
        return _declarer(request, fournisseur)
    return _page(request, fournisseur, CoordonneesForm())


def _page(
    request: Requete, fournisseur: Fournisseur, form: CoordonneesForm, *, iban: Any = None, statut: int = 200
) -> HttpResponse:
    """`iban`: (details, IBAN in clear), just after a look that the journal has written."""
    lignes = fournisseur.coordonnees.select_related(
        "fournisseur__organisation", "demandees_par", "verifiees_par", "approuvees_par", "closes_par", "rib"
    )
    contexte = {
        "fournisseur": fournisseur,
        "lignes": [(ligne, actions(ligne, demande(request))) for ligne in lignes],
        "actuelles": en_service(fournisseur, request.recu_le),
        "form": form,
        "recevable": changement_recevable(fournisseur, demande(request)),
        "declare": request.acteur.tient(Role.MANDATAIRE),
        "a_confirmer": request.acteur.tient(Role.MANDATAIRE) and not identite_recente(request),
        "regarde": transitions.reveler.autorise(request.acteur),
        "iban": iban,
        "securite": JOURS_DE_SECURITE,
    }
    return render(request, "financement/coordonnees.html", contexte, status=statut)


def _declarer(request: Requete, fournisseur: Fournisseur) -> HttpResponse:
    if not request.acteur.tient(Role.MANDATAIRE):
        raise PermissionDenied
    form = CoordonneesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, fournisseur, form, statut=422)
    try:
        declarer_coordonnees(fournisseur, form.cleaned_data, demande(request))
    except Refus as refus:
        for motif in refus.verdict.obstacles:
            champ = motif.code.partition(":")[2]
            form.add_error(champ if champ in form.fields else None, motif.explication)
        return _page(request, fournisseur, form, statut=409)
    messages.success(request, "Coordonnées déclarées : deux agents de l’ASP les vérifient avant qu’elles servent.")
    return redirect("financement:coordonnees", pk=fournisseur.pk)


def _trouver(request: Requete, pk: int) -> CoordonneesBancaires:
    visibles = CoordonneesBancaires.objects.visibles_par(request.acteur)
    return get_object_or_404(visibles.select_related("fournisseur__organisation", "rib__fichier"), pk=pk)


@require_POST
@never_cache
def reveler(request: Requete, pk: int) -> HttpResponse:
    """The IBAN in clear, once, after the line of the journal."""
    objet = _trouver(request, pk)
    try:
        executer(request, transitions.reveler, objet)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(objet)
    return _page(request, objet.fournisseur, CoordonneesForm(), iban=(objet, objet.iban()))


@require_POST
@never_cache
def rib(request: Requete, pk: int) -> HttpResponse:
    objet = _trouver(request, pk)
    if refus := retenue(request, objet.rib):
        return refus
    try:
        executer(request, transitions.consulter_le_rib, objet)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(objet)
    return fichier_sensible(objet.rib, nom_conforme(objet.rib.nom, "RIB"))
