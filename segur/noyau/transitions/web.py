"""From an HTTP request to a transition."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect

from segur.noyau.acces.identite import confirmer_d_abord, identite_recente
from segur.noyau.acces.sessions import rester_connecte
from segur.noyau.requete import Requete, sans_nul
from segur.noyau.transitions import Demande, Transition

LONGUEUR_D_UN_RANG = 12


def demande(request: Requete, donnees: Mapping[str, Any] | None = None) -> Demande:
    """Who asks, received when, with the idempotency key of the form and what the page showed, when it says so."""
    rang = request.POST.get("rang_lu") or request.GET.get("rang_lu", "")
    return Demande(
        request.acteur,
        request.recu_le,
        donnees or {},
        sans_nul(request.POST.get("cle", ""))[:64],
        int(rang) if rang.isdecimal() and len(rang) < LONGUEUR_D_UN_RANG else None,
        getattr(request, "premier_recu_le", None),
        identite_recente(request),
    )


def identite_d_abord(request: Requete, transition: Transition) -> HttpResponseRedirect | None:
    """Before showing the form of a sensitive action: the page where to confirm who one is, when it is time to.

    A form sent too late is refused by the transition itself, and its page gives it back as it was typed.
    """
    if not transition.sensible or request.method != "GET" or identite_recente(request):
        return None
    return confirmer_d_abord(request)


def executer(request: Requete, transition: Transition, objet: Any, donnees: Mapping[str, Any] | None = None) -> Any:
    """403 to a role that never has this right; otherwise the transition decides (Refus)."""
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    fait = transition(objet, demande(request, donnees))
    if transition.sensible:
        rester_connecte(request)
    return fait
