"""Where each proof comes from: héritage and équivalence, previewed then confirmed by the ANS."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from candidatures.models import Candidature
from preuves.models import Preuve
from preuves.provenance import Apercu, Ligne, apercu
from preuves.situation import situation
from preuves.transitions import provenance as transitions_provenance
from segur.noyau.comptes.models import ANS, Role
from segur.noyau.exports import csv_en_flux
from segur.noyau.regles import Verdict
from segur.noyau.requete import Requete
from segur.noyau.transitions import Action, Refus
from segur.noyau.transitions.web import demande, executer

CHANGEMENTS = "changements"
COLONNES = (
    "Preuve",
    "Libellé",
    "Chapitre",
    "Provenance actuelle",
    "Provenance",
    "Changement",
    "Raison",
    "Référence",
    "Dépend de",
)


def _reserver_a_l_ans(request: Requete) -> None:
    if not request.acteur.tient(*ANS, Role.ADMINISTRATEUR):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def provenance(request: Requete, numero: str) -> HttpResponseBase:
    """HE-01…HE-21: what each proof would become and why, read by the ANS, then confirmed."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    _reserver_a_l_ans(request)
    if request.method == "POST":
        try:
            donnees = {"empreinte": request.POST.get("empreinte", "")}
            executer(request, transitions_provenance.recalculer_les_preuves, candidature, donnees)
        except Refus as refus:
            return _provenance(request, candidature, _apercu(request, candidature), refus.verdict)
        messages.success(request, "Les preuves attendues suivent maintenant la situation de la candidature.")
        return redirect("preuves:provenance", numero=numero)
    prevu = _apercu(request, candidature)
    if request.GET.get("format") == "csv":
        lignes = (_rangee(ligne) for ligne in _filtrer(prevu, request.GET.get("provenance", "")))
        return csv_en_flux(f"provenance-{numero}", COLONNES, lignes)
    return _provenance(request, candidature, prevu)


def _apercu(request: Requete, candidature: Candidature) -> Apercu:
    return apercu(candidature, situation(candidature, request.recu_le))


def _filtrer(prevu: Apercu, filtre: str) -> list[Ligne]:
    if filtre == CHANGEMENTS:
        return prevu.changements
    return [ligne for ligne in prevu.lignes if filtre not in Preuve.Provenance.values or ligne.apres == filtre]


def _rangee(ligne: Ligne) -> tuple[object, ...]:
    avant = Preuve.Provenance(ligne.avant).label if ligne.avant else ""
    decision = ligne.decision
    sources = ", ".join(decision.depend_de)
    textes = (decision.motif, decision.reference, sources)
    return (ligne.identifiant, ligne.libelle, ligne.chapitre, avant, ligne.apres.label, ligne.effet, *textes)


def _provenance(
    request: Requete, candidature: Candidature, prevu: Apercu, refus: Verdict | None = None
) -> HttpResponse:
    filtre = request.GET.get("provenance", "")
    contexte = {
        "candidature": candidature,
        "apercu": prevu,
        "lignes": _filtrer(prevu, filtre),
        "filtre": filtre,
        "filtres": [
            (CHANGEMENTS, "Ce qui change", len(prevu.changements)),
            *((provenance.value, provenance.label, nombre) for provenance, nombre in prevu.comptes.items()),
        ],
        "verdict": transitions_provenance.recalculable(candidature, prevu),
        "peut_confirmer": transitions_provenance.recalculer_les_preuves.autorise(request.acteur),
        "refus": refus,
        "actions": _reclamer(request, candidature),
    }
    return render(request, "preuves/provenance.html", contexte, status=409 if refus else 200)


def _reclamer(request: Requete, candidature: Candidature) -> list[Action]:
    """The one action of the candidature that belongs to this page."""
    reclamer = transitions_provenance.reclamer_des_preuves
    if candidature.statut not in reclamer.de or not reclamer.autorise(request.acteur):
        return []
    return [Action(reclamer, candidature, reclamer.verdict(candidature, demande(request)))]
