"""Step 4: where the convention stands, and the official documents."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature, Convention, DemandeDeSignature
from candidatures.signature import est_raccordee
from candidatures.transitions.signature import redemander_la_signature
from candidatures.views.etapes import dossier
from segur.noyau.requete import Requete
from segur.noyau.transitions import Action, actions
from segur.noyau.transitions.web import demande


@require_safe
def etape4(request: Requete, numero: str) -> HttpResponse:
    """E4-03…E4-10."""
    candidature = dossier(request, numero)
    officiels = candidature.officiels.select_related("document__fichier").order_by("pk")
    contexte = {
        "candidature": candidature,
        "convention": candidature.convention,
        "officiels": officiels,
        "en_preparation": any(officiel.document is None for officiel in officiels),
        "signature": _signature(candidature),
        "actions": [a for a in actions(candidature.convention, demande(request)) if _proposee(a)],
    }
    gabarit = "candidatures/etape4_fragment.html" if request.htmx else "candidatures/etape4.html"
    return render(request, gabarit, contexte)


def _signature(candidature: Candidature) -> DemandeDeSignature | None:
    """The last request for electronic signature, while it matters; never without a provider."""
    if not est_raccordee() or candidature.convention.statut != Convention.Statut.ENVOYEE:
        return None
    return candidature.signatures.order_by("pk").last()


def _proposee(action: Action) -> bool:
    """Sending again is shown when there is something to send again, and not mentioned otherwise."""
    return action.transition is not redemander_la_signature or action.verdict.favorable
