"""The vendor's catalogue and the sheet of a product (CP-15…CP-23)."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import TypeAdapter, ValidationError

from candidatures.catalogue import en_texte, etat_montre, identite, modifier_produit, verdict_gestion, verdict_saisie
from candidatures.forms import AUCUN, ProduitForm
from candidatures.models import Candidature, Interet, Produit
from candidatures.ouverture import ajouter_produit, rattacher
from segur.noyau.comptes.models import EDITEUR, Utilisateur
from segur.noyau.documents.pdf import en_pdf
from segur.noyau.exports import csv_en_flux
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.listes import PAR_PAGE, Colonne, Tri, chercher, paginer
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

ENTREES_PAR_PAGE = 10
SANS_RESPONSABLE = "aucun"
VUS = TypeAdapter(dict[str, str])
COLONNES = (
    Colonne("reference", "Réf. produit", ("reference",)),
    Colonne("nom", "Nom du produit", ("recherche",)),
    Colonne("version", "Version", ("version", "recherche")),
    Colonne("responsable", "Responsable", ("responsable__nom", "responsable__prenom", "recherche")),
    Colonne("parcours", "Parcours", ("est_au_segur", "recherche")),
    Colonne("actions", "Actions"),
)
ENTETES = ("Réf. produit", "Nom du produit", "Version", "Responsable", "Parcours", "NIL")


def reserver_aux_editeurs(request: Requete) -> None:
    if not request.acteur.tient(*EDITEUR):
        raise PermissionDenied


def trouver(request: Requete, reference: str) -> Produit:
    produits = Produit.objects.visibles_par(request.acteur).avec_responsable().select_related("editeur")
    return get_object_or_404(produits.prefetch_related("interets"), reference=reference)


def fil(produit: Produit, *suite: str) -> list[tuple[str, str]]:
    """Where the page stands (CP-15): « Votre catalogue produits > Produit - version - réf. »."""
    la_fiche = (produit.get_absolute_url() if suite else "", f"{produit} - {produit.reference}")
    return [*_racine(), la_fiche, *(("", libelle) for libelle in suite)]


def _racine() -> list[tuple[str, str]]:
    return [("", "Vos produits"), (reverse("candidatures:produits"), "Votre catalogue produits")]


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """CP-21: the catalogue, searched, filtered, sorted, paginated, exported."""
    reserver_aux_editeurs(request)
    visibles = Produit.objects.visibles_par(request.acteur)
    responsables = Utilisateur.objects.filter(pk__in=visibles.values("responsable")).order_by("nom", "prenom", "pk")
    produits, choix = _filtrer(request, visibles.pour_liste(), responsables)
    tri = Tri(COLONNES, request.GET.get("tri", ""), defaut="nom")
    produits = tri.trier(produits)
    if request.GET.get("format") == "csv":
        return csv_en_flux("produits", ENTETES, (_ligne(p) for p in produits.iterator(500)))
    contexte = {
        "page": paginer(produits, request.GET),
        "tri": tri,
        "tailles": PAR_PAGE,
        "programmes": Interet.Programme.choices,
        "responsables": responsables,
        **choix,
    }
    return render(request, "candidatures/produits.html", contexte)


def _filtrer(
    request: Requete, produits: QuerySet[Produit], responsables: QuerySet[Utilisateur]
) -> tuple[QuerySet[Produit], dict[str, str]]:
    """Applies the filters that name something known, and says which ones they are."""
    choix = {nom: request.GET.get(nom, "").strip() for nom in ("programme", "responsable")}
    choix["recherche"] = request.GET.get("q", "").strip()
    produits = chercher(produits, choix["recherche"])
    if choix["programme"] in Interet.Programme.values:
        produits = produits.filter(interets__programme=choix["programme"])
    if choix["responsable"] == SANS_RESPONSABLE:
        produits = produits.filter(pk__in=Produit.objects.sans_responsable().values("pk"))
    for personne in responsables:
        if str(personne.pk) == choix["responsable"]:
            produits = produits.filter(responsable=personne)
    return produits, choix


def _ligne(produit: Produit) -> tuple[object, ...]:
    parcours = "Ségur.v2" if produit.est_au_segur else ""  # type: ignore[attr-defined]
    return (produit.reference, produit.nom, produit.version, produit.nom_du_responsable, parcours, produit.nil)


@require_http_methods(["GET", "POST"])
def ajouter(request: Requete) -> HttpResponse:
    """CP-16, CP-19: typed, read again on a recap, then confirmed."""
    reserver_aux_editeurs(request)
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
    contexte = {"form": form, "fil": [*_racine(), ("", "Ajouter un nouveau produit")]}
    return render(request, gabarit, contexte, status=statut)


@require_safe
def fiche(request: Requete, reference: str) -> HttpResponse:
    """CP-23: the product, what it is engaged in, who has access to it, what happened to it."""
    produit = trouver(request, reference)
    entrees = EntreeJournal.objects.filter(dossier=produit.cle_dossier).order_by("-rang")
    page = Paginator(entrees.select_related("acteur", "organisation"), ENTREES_PAR_PAGE)
    contexte = {
        **_contenu(produit),
        "fil": fil(produit),
        "saisie": verdict_saisie(produit, request.acteur),
        "gestion": verdict_gestion(produit, request.acteur),
        "droit": produit.droit_tenu(request.acteur),
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "candidatures/produit.html", contexte)


def _contenu(produit: Produit) -> dict[str, Any]:
    candidatures = Candidature.objects.filter(produit=produit).select_related("dispositif").order_by("pk")
    au_segur = any(interet.programme == Interet.Programme.SEGUR for interet in produit.interets.all())
    return {"produit": produit, "candidatures": candidatures, "au_segur": au_segur}


@require_safe
def fiche_pdf(request: Requete, reference: str) -> HttpResponse:
    """CP-23, « Exporter la fiche produit »."""
    produit = trouver(request, reference)
    pdf = en_pdf("pdf/produit.html", {**_contenu(produit), "le": request.recu_le, "par": request.acteur})
    reponse = HttpResponse(pdf, content_type="application/pdf")
    nom = "".join(c for c in produit.nom if c.isalnum() or c in " -.")
    disposition = content_disposition_header(True, f"Fiche produit_{nom}_{produit.reference}.pdf")
    reponse["Content-Disposition"] = disposition
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, reference: str) -> HttpResponse:
    """CP-16, afterwards. What may not change any more is said before anybody types, and again if they try."""
    produit = trouver(request, reference)
    if request.method == "POST":
        return _modifier(request, produit)
    form = ProduitForm(instance=produit, organisation=request.acteur.entreprise)
    return _page_de_modification(request, produit, form, etat_montre(produit), 200)


def _modifier(request: Requete, produit: Produit) -> HttpResponse:
    vus = _vus(request)
    form = ProduitForm(request.POST, instance=produit, organisation=request.acteur.entreprise)
    if not form.is_valid():
        return _page_de_modification(request, trouver(request, produit.reference), form, vus, 422)
    try:
        modifie = modifier_produit(produit, form.cleaned_data, demande(request), vus=vus)
    except Refus as refus:
        return _refuser_la_modification(request, form, vus, refus)
    messages.success(request, f"{modifie} : la fiche est à jour.")
    return redirect(modifie)


def _vus(request: Requete) -> dict[str, str]:
    try:
        return VUS.validate_json(request.POST.get("vus", ""))
    except ValidationError:
        return {}


def _refuser_la_modification(request: Requete, form: ProduitForm, vus: dict[str, str], refus: Refus) -> HttpResponse:
    """What was typed comes back. A field left as it was shown takes what a colleague kept there meanwhile."""
    produit = trouver(request, form.instance.reference)
    a_jour, saisie = etat_montre(produit), request.POST.copy()
    for champ, valeur in a_jour.items():
        if vus.get(champ) == en_texte(champ, form.cleaned_data[champ]):
            saisie.setlist(champ, (valeur or AUCUN).split(",") if champ == "interets" else [valeur])
    rendu = ProduitForm(saisie, instance=form.instance, organisation=request.acteur.entreprise)
    for motif in refus.verdict.obstacles:
        nature, _, champ = motif.code.partition(":")
        rendu.add_error(champ if nature == "conflit" else None, motif.explication)
    return _page_de_modification(request, produit, rendu, a_jour, 409)


def _page_de_modification(
    request: Requete, produit: Produit, form: ProduitForm, vus: dict[str, str], statut: int
) -> HttpResponse:
    contexte = {
        "produit": str(produit),
        "adresse": produit.get_absolute_url(),
        "fil": fil(produit, "Modifier"),
        "verdict": verdict_saisie(produit, request.acteur),
        "identite": identite(produit),
        "form": form,
        "vus": json.dumps(vus),
    }
    return render(request, "candidatures/produit_modifier.html", contexte, status=statut)


@require_POST
def commencer(request: Requete, reference: str) -> HttpResponse:
    """CP-22: « Commencer » attaches the product to the Ségur and leads to the démarches."""
    produit = trouver(request, reference)
    try:
        rattacher(produit, demande(request))
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(produit)
    return redirect("candidatures:demarches")
