"""Who lent what to whom, and lending a role of one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from segur.noyau.comptes.models import ROLE_DELEGUE, Appartenance, Delegation
from segur.noyau.listes import paginer
from segur.noyau.organisations.forms import DelegationForm
from segur.noyau.organisations.transitions.delegation import DELEGUENT, deleguer, revoquer
from segur.noyau.organisations.views.organisation import avec_actions
from segur.noyau.requete import Requete
from segur.noyau.transitions import Refus
from segur.noyau.transitions.web import executer, identite_d_abord


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Of the organisation, the latest first; those that ended stay."""
    if request.acteur.organisation is None:
        raise PermissionDenied
    delegations = Delegation.objects.visibles_par(request.acteur).select_related(*Delegation.lus_avec)
    page = paginer(delegations, request.GET)
    lignes = [
        (delegation, delegation.etat(request.recu_le), [a for a in actions if a.verdict.favorable])
        for delegation, actions in avec_actions(request, page)
    ]
    contexte = {"page": page, "lignes": lignes, "delegue": bool(_a_preter(request)), "revoquer": revoquer}
    return render(request, "comptes/delegations.html", contexte)


def _a_preter(request: Requete) -> list[Appartenance]:
    siennes = Appartenance.objects.actives().filter(
        utilisateur=request.user, organisation=request.acteur.organisation, role__in=list(ROLE_DELEGUE)
    )
    return list(siennes.order_by("pk"))


@require_http_methods(["GET", "POST"])
def accorder(request: Requete) -> HttpResponse:
    """403 to who has nothing of their own to lend, a role lent by another included."""
    if request.acteur.roles_propres.isdisjoint(DELEGUENT):
        raise PermissionDenied
    if confirmation := identite_d_abord(request, deleguer):
        return confirmation
    form = DelegationForm(request.POST or None, a_preter=_a_preter(request), le=request.recu_le)
    if request.method == "POST" and form.is_valid():
        try:
            executer(request, deleguer, form.appartenance, form.delegation)
        except Refus as refus:
            form.add_error(None, [motif.explication for motif in refus.verdict.obstacles])
        else:
            messages.success(request, "La délégation est accordée.")
            return redirect("comptes:delegations")
    return render(request, "comptes/deleguer.html", {"form": form}, status=422 if form.errors else 200)
