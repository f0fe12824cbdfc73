"""From an HTTP request to a transition."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from segur.noyau.requete import Requete
from segur.noyau.transitions import Demande, Transition

LONGUEUR_D_UN_RANG = 12


def demande(request: Requete, donnees: Mapping[str, Any] | None = None) -> Demande:
    """Who asks, received when, with the idempotency key of the form and what the page showed, when it says so."""
    rang = request.POST.get("rang_lu") or request.GET.get("rang_lu", "")
    return Demande(
        request.acteur,
        request.recu_le,
        donnees or {},
        request.POST.get("cle", "")[:64],
        int(rang) if rang.isdecimal() and len(rang) < LONGUEUR_D_UN_RANG else None,
        getattr(request, "premier_recu_le", None),
    )


def executer(request: Requete, transition: Transition, objet: Any, donnees: Mapping[str, Any] | None = None) -> Any:
    """403 to a role that never has this right; otherwise the transition decides (Refus)."""
    if not transition.autorise(request.acteur):
        raise PermissionDenied
    return transition(objet, demande(request, donnees))
