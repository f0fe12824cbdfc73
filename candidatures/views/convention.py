"""Step 4: where the convention stands, and the official documents."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature, Convention, DemandeDeSignature, DocumentOfficiel, Mesure
from candidatures.signature import est_raccordee
from candidatures.transitions.mesures import proposer_une_mesure
from candidatures.transitions.signature import redemander_la_signature
from candidatures.views.etapes import dossier
from segur.noyau.requete import Requete
from segur.noyau.transitions import Action, Demande, actions
from segur.noyau.transitions.web import demande


@require_safe
def etape4(request: Requete, numero: str) -> HttpResponse:
    """E4-03…E4-10."""
    candidature = dossier(request, numero)
    officiels = candidature.officiels.select_related("document__fichier").order_by("pk")
    a_faire = demande(request)
    contexte = {
        "candidature": candidature,
        "convention": candidature.convention,
        "officiels": [(officiel, actions(officiel, a_faire)) for officiel in officiels],
        "en_preparation": any(officiel.statut == DocumentOfficiel.Statut.DEMANDE for officiel in officiels),
        "signature": _signature(candidature),
        "actions": [*filter(_proposee, actions(candidature.convention, a_faire)), *_mesure(candidature, a_faire)],
        "mesures": [(mesure, actions(mesure, a_faire)) for mesure in _mesures(candidature, a_faire)],
    }
    gabarit = "candidatures/etape4_fragment.html" if request.htmx else "candidatures/etape4.html"
    return render(request, gabarit, contexte)


def _mesure(candidature: Candidature, demande: Demande) -> list[Action]:
    return [action for action in actions(candidature, demande) if action.transition is proposer_une_mesure]


def _mesures(candidature: Candidature, demande: Demande) -> QuerySet[Mesure]:
    """A vendor reads what was decided about them, not what was only proposed."""
    mesures: QuerySet[Mesure] = candidature.mesures.select_related("proposee_par", "decidee_par")
    return mesures.filter(statut=Mesure.Statut.PRONONCEE) if demande.acteur.est_editeur else mesures


def _signature(candidature: Candidature) -> DemandeDeSignature | None:
    """The last request for electronic signature, while it matters; never without a provider."""
    if not est_raccordee() or candidature.convention.statut != Convention.Statut.ENVOYEE:
        return None
    return candidature.signatures.order_by("pk").last()


def _proposee(action: Action) -> bool:
    """Sending again is shown when there is something to send again, and not mentioned otherwise."""
    return action.transition is not redemander_la_signature or action.verdict.favorable
