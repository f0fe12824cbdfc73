"""The vendor's catalogue and the démarches (CP-15…CP-29)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidatures.charte import ACCEPTATION, CHARTE
from candidatures.forms import CharteForm, ProduitForm
from candidatures.models import Candidature, Interet, Produit
from candidatures.ouverture import ajouter_produit, ouvrir_candidature, rattacher, verdict_ouverture
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.exports import csv_en_flux
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

PAR_PAGE = (10, 25, 50)


def _reserver_aux_editeurs(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """CP-21: the catalogue, searched, paginated, exported."""
    _reserver_aux_editeurs(request)
    produits = Produit.objects.visibles_par(request.acteur).pour_liste()
    if recherche := request.GET.get("q", "").strip():
        produits = produits.filter(Q(nom__icontains=recherche) | Q(reference__iexact=recherche))
    if request.GET.get("format") == "csv":
        lignes = ((p.reference, p.nom, p.version, p.responsable, _parcours(p)) for p in produits.iterator(500))
        return csv_en_flux("produits", ("Réf. produit", "Nom du produit", "Version", "Responsable", "Parcours"), lignes)
    taille = request.GET.get("taille", "")
    page = Paginator(produits, int(taille) if taille in map(str, PAR_PAGE) else PAR_PAGE[0])
    contexte = {"page": page.get_page(request.GET.get("page")), "recherche": recherche, "tailles": PAR_PAGE}
    return render(request, "candidatures/produits.html", contexte)


def _parcours(produit: Produit) -> str:
    return "Ségur.v2" if produit.est_au_segur else ""  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def ajouter(request: Requete) -> HttpResponse:
    """CP-16, CP-19: typed, read again on a recap, then confirmed."""
    _reserver_aux_editeurs(request)
    form = ProduitForm(request.POST or None, organisation=request.acteur.entreprise)
    if request.method != "POST":
        form.initial = {"responsable": request.user.pk, "interets": [Interet.Programme.SEGUR]}
    elif form.is_valid() and "confirmer" in request.POST:
        produit = ajouter_produit(form.cleaned_data, demande(request))
        messages.success(request, f"{produit} a été ajouté à votre catalogue.")
        return redirect(produit)
    a_relire = form.is_bound and form.is_valid() and "modifier" not in request.POST
    gabarit = "candidatures/produit_recapitulatif.html" if a_relire else "candidatures/produit_ajouter.html"
    statut = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, gabarit, {"form": form}, status=statut)


@require_safe
def fiche(request: Requete, reference: str) -> HttpResponse:
    """CP-23: the product and what it is engaged in."""
    produits = Produit.objects.visibles_par(request.acteur).select_related("responsable").prefetch_related("interets")
    produit = get_object_or_404(produits, reference=reference)
    candidatures = Candidature.objects.filter(produit=produit).select_related("dispositif")
    au_segur = any(interet.programme == Interet.Programme.SEGUR for interet in produit.interets.all())
    contexte = {"produit": produit, "candidatures": candidatures, "au_segur": au_segur}
    return render(request, "candidatures/produit.html", contexte)


@require_POST
def commencer(request: Requete, reference: str) -> HttpResponse:
    """CP-22: « Commencer » attaches the product to the Ségur and leads to the démarches."""
    produit = get_object_or_404(Produit.objects.visibles_par(request.acteur), reference=reference)
    rattacher(produit, demande(request))
    return redirect("candidatures:demarches")


@require_safe
def demarches(request: Requete) -> HttpResponse:
    """CP-24: choose the dispositif."""
    _reserver_aux_editeurs(request)
    contexte = {"dispositifs": Dispositif.objects.order_by("couloir", "libelle")}
    return render(request, "candidatures/demarches.html", contexte)


@require_safe
def demarche(request: Requete, code: str) -> HttpResponse:
    """CP-25, CP-26: the organisation's products in that dispositif, started or not."""
    _reserver_aux_editeurs(request)
    dispositif = get_object_or_404(Dispositif.objects.avec_calendrier(), code=code)
    produits = Produit.objects.visibles_par(request.acteur).rattaches_au_segur().select_related("responsable")
    if recherche := request.GET.get("q", "").strip():
        produits = produits.filter(nom__icontains=recherche)
    page = Paginator(produits, PAR_PAGE[1]).get_page(request.GET.get("page"))
    candidatures = Candidature.objects.filter(dispositif=dispositif, produit__in=[p.pk for p in page])
    par_produit = {candidature.produit_id: candidature for candidature in candidatures}
    cartes = [(produit, par_produit.get(produit.pk)) for produit in page]
    contexte = {"dispositif": dispositif, "page": page, "cartes": cartes, "recherche": recherche}
    return render(request, "candidatures/demarche.html", contexte)


@require_http_methods(["GET", "POST"])
def charte(request: Requete, code: str, reference: str) -> HttpResponse:
    """CP-27…CP-29: the Charte, shown and accepted; the candidature is opened with its number."""
    produit = get_object_or_404(Produit.objects.visibles_par(request.acteur), reference=reference)
    dispositif = get_object_or_404(Dispositif.objects.avec_calendrier(), code=code)
    form = CharteForm(request.POST or None)
    cochee = form.is_valid() and form.cleaned_data["acceptation"]
    verdict = verdict_ouverture(dispositif, demande(request), case_cochee=cochee or request.method == "GET")
    if request.method == "POST":
        try:
            return redirect(ouvrir_candidature(produit, dispositif, demande(request), case_cochee=cochee))
        except Refus as refus:
            verdict = refus.verdict
    contexte = {
        "produit": produit,
        "dispositif": dispositif,
        "charte": CHARTE,
        "acceptation": ACCEPTATION,
        "verdict": verdict,
        "refuse": request.method == "POST",
    }
    return render(request, "candidatures/charte.html", contexte, status=409 if request.method == "POST" else 200)
