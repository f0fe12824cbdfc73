"""Asking to join a firm that is already registered (B-CVG-04, CP-02, CP-04…CP-07)."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from segur.noyau.comptes.models import Adhesion
from segur.noyau.organisations import tasks
from segur.noyau.organisations.demandes import demander_a_rejoindre
from segur.noyau.organisations.forms import RejoindreForm
from segur.noyau.requete import Requete
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import demande

DEMANDES_MONTREES = 20
NUMERO_LISIBLE = 20


@require_http_methods(["GET", "POST"])
def rejoindre(request: Requete) -> HttpResponse:
    """Typed, read again, then sent. The answer never says whether a firm holds the number."""
    if request.acteur.roles and not request.acteur.est_editeur:
        raise PermissionDenied
    connu = request.GET.get("numero", "")[:NUMERO_LISIBLE]  # what an identity provider gave of the firm
    form = RejoindreForm(request.POST or None, initial={"numero": connu})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if form.errors else 200)
    if "modifier" in request.POST:
        return _page(request, form, 200)
    if "confirmer" not in request.POST:
        return render(request, "comptes/rejoindre_verifier.html", {"form": form})
    try:
        adhesion = demander_a_rejoindre(form.cleaned_data["numero"], form.cleaned_data["role"], demande(request))
    except Refus as refus:
        form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
        return _page(request, form, 409)
    transaction.on_commit(partial(tasks.confier, adhesion.pk))
    messages.success(request, f"Votre demande est enregistrée. Elle attend une réponse {_limite(adhesion)}.")
    return redirect("comptes:rejoindre")


def _limite(adhesion: Adhesion) -> str:
    return f"jusqu’au {en_clair(adhesion.expire_le)}"


def _page(request: Requete, form: RejoindreForm, statut: int) -> HttpResponse:
    siennes = Adhesion.objects.filter(demandeur=request.user).select_related("organisation")
    lignes = [(a, a.est_expiree(request.recu_le)) for a in siennes.order_by("-demandee_le", "-pk")[:DEMANDES_MONTREES]]
    return render(request, "comptes/rejoindre.html", {"form": form, "demandes": lignes}, status=statut)
