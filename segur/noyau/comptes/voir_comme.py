"""« Voir comme »: for a while the session of the support reads as another person, and can do nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from segur.noyau.comptes.models import (
    EDITEUR,
    PAGES_PAR_VISITE,
    Acteur,
    PageVue,
    Role,
    VisiteDuSupport,
    acteur_pour,
)

CLE_DE_VISITE = "visite_du_support"
LECTURES = ("GET", "HEAD", "OPTIONS")
EN_SON_NOM = ("comptes:fin_de_visite", "account_logout")
"""Where the support acts as itself: leaving."""
DU_COMPTE = ("account_", "mfa_", "identites", "sessions", "openid_connect", "socialaccount_")
SECRETS = (*DU_COMPTE, "documents:", "jetons:", "webhooks:")
"""What opens the account, and the files: not even read."""
PAGE = "text/html"
REUSSITES = range(200, 300)
DICIBLES = {"numero", "reference", "code", "etape", "nature", "zone", "source", "bloc", "quoi", "nom", "numero_unique"}
"""What an address names and a list may repeat, besides whole numbers and UUIDs: anything else may be a secret."""
LONGUEUR_D_UNE_ADRESSE = 300


class VoirCommeMiddleware:
    """Refuses whatever is not a read, then whatever is no page: no file, no export, no answer of an API gets out.

    Each page that does get out is listed with the visit before it does; a visit shows no more than can be listed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if not self._en_visite(request):
            return self.get_response(request)
        visite = _visite(request)
        vu = _vu(request, visite) if visite else None
        if visite is None or vu is None:
            del request.session[CLE_DE_VISITE]
            messages.warning(request, "La visite du support est terminée : vous agissez de nouveau en votre nom.")
            return redirect("portail:accueil")
        request.user, request.acteur = vu.utilisateur, vu
        if request.method not in LECTURES:
            return _refus(request, "Rien ne s’envoie pendant une visite du support.")
        return self._montrer(request, visite)

    def _montrer(self, request: Any, visite: VisiteDuSupport) -> HttpResponseBase:
        if visite.nb_pages >= PAGES_PAR_VISITE:  # type: ignore[attr-defined]
            return _refus(request, f"Une visite du support montre {PAGES_PAR_VISITE} pages au plus.")
        reponse = self.get_response(request)
        if _est_un_fichier(reponse):
            return _refus(request, "Aucun fichier n’est ouvert ni téléchargé pendant une visite du support.")
        if request.method == "GET" and reponse.status_code in REUSSITES and request.resolver_match:
            PageVue.objects.create(visite=visite, chemin=_adresse(request), vue_le=request.recu_le)
        return reponse

    def _en_visite(self, request: Any) -> bool:
        par_session = request.user.is_authenticated and getattr(request, "jeton", None) is None
        if not par_session or CLE_DE_VISITE not in request.session:
            return False
        return request.path_info not in [reverse(nom) for nom in EN_SON_NOM]

    def process_view(self, request: Any, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        acteur: Acteur = request.acteur
        if acteur.vu_par is None or not request.resolver_match.view_name.startswith(SECRETS):
            return None
        return _refus(request, "Cette page n’est pas montrée pendant une visite du support.")


def _visite(request: Any) -> VisiteDuSupport | None:
    return VisiteDuSupport.objects.pour_liste().filter(pk=request.session[CLE_DE_VISITE], support=request.user).first()


def _vu(request: Any, visite: VisiteDuSupport) -> Acteur | None:
    """The person seen, by the support; None when the visit is over, or when either of them lost their role."""
    en_support = Role.ADMINISTRATEUR in request.acteur.roles_propres
    if not visite.est_ouverte(request.recu_le) or not en_support:
        return None
    vu = acteur_pour(visite.personne, visite.organisation_id, request.recu_le)
    en_place = vu.organisation == visite.organisation and vu.roles <= set(EDITEUR) and visite.personne.is_active
    return replace(vu, vu_par=visite.support) if en_place else None


def _adresse(request: Any) -> str:
    """Without what follows « ? », nor what may be secret in the rest: the link of an invitation."""
    chemin: str = request.path_info.partition("?")[0]
    for nom, valeur in request.resolver_match.kwargs.items():
        if nom not in DICIBLES and not isinstance(valeur, int | UUID):
            chemin = chemin.replace(str(valeur), "…")
    return chemin[:LONGUEUR_D_UNE_ADRESSE]


def _est_un_fichier(reponse: HttpResponseBase) -> bool:
    """Whatever is answered and is no page, or leaves as a file whatever its type."""
    sort = "Content-Disposition" in reponse or "X-Accel-Redirect" in reponse
    page = reponse.get("Content-Type", "").startswith(PAGE)
    return reponse.status_code in REUSSITES and (sort or not page)


def _refus(request: Any, explication: str) -> HttpResponse:
    return render(request, "comptes/visite_refus.html", {"explication": explication}, status=403)
