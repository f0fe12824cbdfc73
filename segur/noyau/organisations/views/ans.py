"""The ANS opens firms and sees them all."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.acces.identite import confirmer_d_abord, identite_recente
from segur.noyau.comptes.models import OUVRE_LES_ORGANISATIONS, Organisation
from segur.noyau.exports import csv_en_flux
from segur.noyau.organisations import ouverture
from segur.noyau.organisations.forms import OuvertureForm
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

PAR_PAGE = 25
ENTETES = ("Dénomination sociale", "SIREN", "SIRET", "Forme juridique", "Adresse", "NIE", "Membres", "Statut")


def _reserver_a_l_ans(request: Requete) -> None:
    if not request.acteur.tient(*OUVRE_LES_ORGANISATIONS):
        raise PermissionDenied


@require_safe
def liste(request: Requete) -> HttpResponseBase:
    """Every firm, searched, paginated, exported."""
    _reserver_a_l_ans(request)
    organisations = Organisation.objects.visibles_par(request.acteur).pour_liste()
    if recherche := request.GET.get("q", "").strip():
        organisations = organisations.chercher(recherche)
    if request.GET.get("format") == "csv":
        return csv_en_flux("organisations", ENTETES, (_ligne(o) for o in organisations.iterator(500)))
    page = Paginator(organisations, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "comptes/liste.html", {"page": page, "recherche": recherche})


def _ligne(organisation: Organisation) -> tuple[object, ...]:
    return (
        organisation.nom,
        organisation.siren,
        organisation.siret,
        organisation.forme_juridique,
        organisation.adresse,
        organisation.nie,
        organisation.nb_membres,  # type: ignore[attr-defined]
        organisation.get_statut_display(),
    )


@require_http_methods(["GET", "POST"])
def ouvrir(request: Requete) -> HttpResponse:
    """CP-03: a verified firm and the invitation of its first mandataire."""
    _reserver_a_l_ans(request)
    if request.method == "GET" and not identite_recente(request):
        return confirmer_d_abord(request)
    form = OuvertureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "comptes/ouvrir.html", {"form": form}, status=422 if form.errors else 200)
    donnees = dict(form.cleaned_data)
    email, verifiee = donnees.pop("email"), donnees.pop("verifiee")
    try:
        organisation = ouverture.ouvrir_organisation(donnees, email, demande(request), verifiee=verifiee)
    except Refus as refus:
        form.add_error(None, str(refus))
        return render(request, "comptes/ouvrir.html", {"form": form}, status=409)
    messages.success(request, f"{organisation} est ouverte. Une invitation est envoyée à {email}.")
    return redirect(organisation)
