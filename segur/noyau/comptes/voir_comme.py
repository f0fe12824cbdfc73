"""« Voir comme »: for a while the session of the support reads as another person, and can do nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from segur.noyau.comptes.models import EDITEUR, Acteur, Role, VisiteDuSupport, acteur_pour

CLE_DE_VISITE = "visite_du_support"
LECTURES = ("GET", "HEAD", "OPTIONS")
EN_SON_NOM = ("comptes:fin_de_visite", "account_logout")
"""Where the support acts as itself: leaving."""
DU_COMPTE = ("account_", "mfa_", "identites", "sessions", "openid_connect", "socialaccount_")
SECRETS = (*DU_COMPTE, "documents:", "jetons:", "webhooks:")
"""What opens the account, and the files: not even read."""
PAGE = "text/html"
REUSSITES = range(200, 300)


class VoirCommeMiddleware:
    """Refuses whatever is not a read, then whatever is no page: no file, no export, no answer of an API gets out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if not self._en_visite(request):
            return self.get_response(request)
        vu = _vu(request)
        if vu is None:
            del request.session[CLE_DE_VISITE]
            messages.warning(request, "La visite du support est terminée : vous agissez de nouveau en votre nom.")
            return redirect("portail:accueil")
        request.user, request.acteur = vu.utilisateur, vu
        if request.method not in LECTURES:
            return _refus(request, "Rien ne s’envoie pendant une visite du support.")
        reponse = self.get_response(request)
        if _est_un_fichier(reponse):
            return _refus(request, "Aucun fichier n’est ouvert ni téléchargé pendant une visite du support.")
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


def _vu(request: Any) -> Acteur | None:
    """The person seen, by the support; None when the visit is over, or when either of them lost their role."""
    visites = VisiteDuSupport.objects.select_related("support", "personne", "organisation")
    visite = visites.filter(pk=request.session[CLE_DE_VISITE], support=request.user).first()
    en_support = Role.ADMINISTRATEUR in request.acteur.roles_propres
    if visite is None or not visite.est_ouverte(request.recu_le) or not en_support:
        return None
    vu = acteur_pour(visite.personne, visite.organisation_id, request.recu_le)
    en_place = vu.organisation == visite.organisation and vu.roles <= set(EDITEUR) and visite.personne.is_active
    return replace(vu, vu_par=visite.support) if en_place else None


def _est_un_fichier(reponse: HttpResponseBase) -> bool:
    """Whatever is answered and is no page, or leaves as a file whatever its type."""
    sort = "Content-Disposition" in reponse or "X-Accel-Redirect" in reponse
    page = reponse.get("Content-Type", "").startswith(PAGE)
    return reponse.status_code in REUSSITES and (sort or not page)


def _refus(request: Any, explication: str) -> HttpResponse:
    return render(request, "comptes/visite_refus.html", {"explication": explication}, status=403)
