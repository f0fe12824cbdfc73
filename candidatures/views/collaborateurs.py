"""Who has access to a product, and with which right (E1-08, ROL-08)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from candidatures.catalogue import donner_acces, retirer_acces, verdict_gestion
from candidatures.forms import CollaborateurForm
from candidatures.models import Collaborateur, Produit
from candidatures.views.produits import fil, trouver
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


@require_http_methods(["GET", "POST"])
def liste(request: Requete, reference: str) -> HttpResponse:
    """« Voir tous les collaborateurs », « Ajouter un collaborateur »."""
    produit = trouver(request, reference)
    form = CollaborateurForm(request.POST or None, organisation=produit.editeur)
    if request.method != "POST":
        return _page(request, produit, form, 200)
    if not form.is_valid():
        return _page(request, produit, form, 422)
    personne, droit = form.cleaned_data["utilisateur"], form.cleaned_data["droit"]
    try:
        donner_acces(produit, personne, droit, demande(request))
    except Refus as refus:
        form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
        return _page(request, produit, form, 409)
    messages.success(request, f"{personne} a accès à {produit} : {droit}.")
    return redirect("candidatures:collaborateurs", reference=produit.reference)


@require_POST
def retirer(request: Requete, reference: str, pk: int) -> HttpResponse:
    """Cuts the access at once. Already cut: nothing more."""
    produit = trouver(request, reference)
    collaborateurs = Collaborateur.objects.select_related("utilisateur", "produit")
    collaborateur = get_object_or_404(collaborateurs, produit=produit, pk=pk)
    try:
        retirer_acces(collaborateur, demande(request))
    except Refus as refus:
        form = CollaborateurForm(organisation=produit.editeur)
        messages.error(request, str(refus))
        return _page(request, produit, form, 409)
    messages.success(request, f"{collaborateur.utilisateur} n’est plus collaborateur de {produit}.")
    if produit.droit_tenu(request.acteur):
        return redirect("candidatures:collaborateurs", reference=produit.reference)
    return redirect("candidatures:produits")


def _page(request: Requete, produit: Produit, form: CollaborateurForm, statut: int) -> HttpResponse:
    contexte = {
        "produit": produit,
        "fil": fil(produit, "Collaborateurs"),
        "collaborateurs": Collaborateur.objects.pour_liste(produit),
        "gestion": verdict_gestion(produit, request.acteur),
        "form": form,
    }
    return render(request, "candidatures/collaborateurs.html", contexte, status=statut)
