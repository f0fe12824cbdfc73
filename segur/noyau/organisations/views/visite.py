"""« Voir comme »: the support opens a visit with a reason, leaves it; what it saw is read afterwards."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from segur.noyau.acces.identite import confirmer_d_abord, identite_recente
from segur.noyau.comptes.models import Appartenance, VisiteDuSupport
from segur.noyau.comptes.voir_comme import CLE_DE_VISITE
from segur.noyau.listes import paginer
from segur.noyau.organisations import visites
from segur.noyau.organisations.forms import VisiteForm
from segur.noyau.organisations.regles import VISITE_EN_MINUTES
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


@require_http_methods(["GET", "POST"])
def ouvrir(request: Requete, pk: int) -> HttpResponse:
    lisibles = Appartenance.objects.visibles_par(request.acteur).select_related("utilisateur", "organisation")
    membre = get_object_or_404(lisibles, pk=pk)
    if visites.SUPPORT not in request.acteur.roles_propres:
        raise PermissionDenied
    if request.method == "GET" and not identite_recente(request):
        return confirmer_d_abord(request)
    form = VisiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            visite = visites.ouvrir(membre, form.cleaned_data["motif"], demande(request))
        except Refus as refus:
            form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
            return _page(request, membre, form, 409)
        request.session[CLE_DE_VISITE] = visite.pk
        return redirect("portail:accueil")
    return _page(request, membre, form, 422 if form.errors else 200)


def _page(request: Requete, membre: Appartenance, form: VisiteForm, statut: int) -> HttpResponse:
    contexte = {"membre": membre, "form": form, "minutes": VISITE_EN_MINUTES}
    return render(request, "comptes/voir_comme.html", contexte, status=statut)


@require_POST
def fermer(request: Requete) -> HttpResponse:
    """By the support itself: this address is never seen as another."""
    request.session.pop(CLE_DE_VISITE, None)
    for visite in VisiteDuSupport.objects.filter(support=request.user, fermee_le=None):
        visites.fermer(visite, demande(request))
        messages.success(request, f"Vous ne voyez plus comme {visite.personne}.")
    return redirect("portail:accueil")


PAGES_D_UNE_LISTE = (50, 100)


@require_safe
def liste(request: Requete) -> HttpResponse:
    """The visits that I may read about, the latest first: mine, my firm's for a mandataire, all for the support."""
    visites_lues = VisiteDuSupport.objects.visibles_par(request.acteur).pour_liste()
    return render(request, "comptes/visites.html", {"page": paginer(visites_lues, request.GET)})


@require_safe
def pages(request: Requete, pk: int) -> HttpResponse:
    """What the support saw in one visit, in its order."""
    visite = get_object_or_404(VisiteDuSupport.objects.visibles_par(request.acteur).pour_liste(), pk=pk)
    page = paginer(visite.pages.all(), request.GET, PAGES_D_UNE_LISTE)
    return render(request, "comptes/visite.html", {"visite": visite, "page": page})
