"""Who answers for a product (CP-16), and giving it to somebody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from candidatures.catalogue import confier_produit, verdict_gestion
from candidatures.forms import ResponsableForm
from candidatures.models import Produit
from candidatures.views.produits import fil, trouver
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


@require_http_methods(["GET", "POST"])
def confier(request: Requete, reference: str) -> HttpResponse:
    """By its responsable, a mandataire or a représentant; explained to the others."""
    produit = trouver(request, reference)
    form = ResponsableForm(request.POST or None, produit=produit)
    if request.method != "POST":
        return _page(request, produit, form, 200)
    if not form.is_valid():
        return _page(request, produit, form, 422)
    personne = form.cleaned_data["responsable"]
    try:
        confier_produit(produit, personne, demande(request), vu=request.POST.get("vu", ""))
    except Refus as refus:
        form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
        return _page(request, trouver(request, reference), form, 409)
    messages.success(request, f"{personne} est responsable de {produit}.")
    garde = Produit.objects.visibles_par(request.acteur).filter(pk=produit.pk).exists()
    return redirect(produit if garde else "candidatures:produits")


def _page(request: Requete, produit: Produit, form: ResponsableForm, statut: int) -> HttpResponse:
    contexte = {
        "produit": produit,
        "fil": fil(produit, "Responsable"),
        "gestion": verdict_gestion(produit, request.acteur),
        "form": form,
    }
    return render(request, "candidatures/responsable.html", contexte, status=statut)
