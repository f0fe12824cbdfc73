"""Inviting, and the public page at the end of the link."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from segur.noyau.acces.identite import confirmer_d_abord, identite_recente
from segur.noyau.acces.sessions import ouvrir_une_session, rester_connecte
from segur.noyau.comptes.middleware import CLE_DE_SESSION
from segur.noyau.comptes.models import Invitation, Utilisateur
from segur.noyau.organisations import ouverture
from segur.noyau.organisations.forms import CompteForm, InvitationForm
from segur.noyau.organisations.views.organisation import trouver
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande


@require_http_methods(["GET", "POST"])
def inviter(request: Requete, pk: int) -> HttpResponse:
    """A mandataire invites anybody, a représentant the salariés, the ANS a mandataire."""
    organisation = trouver(request, pk)
    if not request.acteur.roles_geres:
        raise PermissionDenied
    if request.method == "GET" and not identite_recente(request):
        return confirmer_d_abord(request)
    form = InvitationForm(request.POST or None, roles=request.acteur.roles_geres)
    if request.method == "POST" and form.is_valid():
        try:
            saisie = form.cleaned_data
            invitation = ouverture.inviter(organisation, saisie["email"], saisie["role"], demande(request))
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            limite = en_clair(invitation.expire_le)
            messages.success(request, f"Invitation envoyée à {invitation.email}, valable jusqu’au {limite}.")
            return redirect(organisation)
    contexte = {"organisation": organisation, "form": form}
    return render(request, "comptes/inviter.html", contexte, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def accepter(request: Requete, jeton: str) -> HttpResponse:
    """Whoever holds a good link has read the mail of that address: only then does the page say if it has an account."""
    invitation = Invitation.objects.par_jeton(jeton)
    if invitation is None:
        return _close(request, "Ce lien n’est pas reconnu. Vérifiez qu’il est complet.", 404)
    if raison := _raison_de_cloture(invitation, request):
        return _close(request, raison, 410)
    if request.user.is_authenticated:
        return _avec_compte(request, invitation)
    if not settings.COMPTES_LOCAUX or Utilisateur.objects.filter(email=invitation.email).exists():
        return _page(request, invitation, "connexion")
    return _sans_compte(request, invitation)


def _raison_de_cloture(invitation: Invitation, request: Requete) -> str:
    if invitation.statut == Invitation.Statut.ACCEPTEE:
        return "Cette invitation a déjà été acceptée. Un lien ne sert qu’une fois."
    if invitation.statut == Invitation.Statut.REVOQUEE:
        return "Cette invitation a été révoquée."
    if invitation.est_expiree(request.recu_le):
        return f"Cette invitation a expiré le {en_clair(invitation.expire_le)}."
    return ""


def _close(request: Requete, raison: str, statut: int) -> HttpResponse:
    return render(request, "comptes/invitation_close.html", {"raison": raison}, status=statut)


def _page(request: Requete, invitation: Invitation, cas: str, statut: int = 200, **suite: Any) -> HttpResponse:
    contexte = {"invitation": invitation, "cas": cas, **suite}
    return render(request, "comptes/accepter.html", contexte, status=statut)


def _avec_compte(request: Requete, invitation: Invitation) -> HttpResponse:
    if request.user.email != invitation.email:
        return _page(request, invitation, "autre_compte", 200 if request.method == "GET" else 409)
    if request.method == "GET":
        return _page(request, invitation, "rejoindre")
    try:
        ouverture.rejoindre(invitation, request.user, demande(request))
    except Refus as refus:
        return _page(request, invitation, "rejoindre", 409, verdict=refus.verdict)
    rester_connecte(request)
    return _entrer(request, invitation)


def _sans_compte(request: Requete, invitation: Invitation) -> HttpResponse:
    form = CompteForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "GET" or not form.is_valid():
        return _page(request, invitation, "compte", 422 if form.errors else 200, form=form)
    saisie = form.cleaned_data
    compte = ouverture.NouveauCompte(saisie["prenom"], saisie["nom"], saisie["mot_de_passe"])
    try:
        personne = ouverture.ouvrir_un_compte(invitation, compte, demande(request))
    except Refus as refus:
        return _close(request, str(refus), 409)
    ouvrir_une_session(request, personne)
    return _entrer(request, invitation)


def _entrer(request: Requete, invitation: Invitation) -> HttpResponse:
    """From the next page on, the person acts for the organisation just joined."""
    request.session[CLE_DE_SESSION] = invitation.organisation_id
    messages.success(request, f"Bienvenue : vous avez rejoint {invitation.organisation}.")
    return redirect("portail:accueil")
