"""Step 3: the grid of chapters, and one chapter with its proofs."""

from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from candidatures.catalogue import verdict_saisie
from candidatures.models import Candidature
from preuves.lignes import exigences_de, retenir
from preuves.models import AuditIns, Chapitre, Preuve
from preuves.transitions import preuve as transitions_preuve
from preuves.transitions.audit import annoncer_la_visite_ins
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.dispositifs.zones import ZONES
from segur.noyau.requete import Requete
from segur.noyau.transitions import actions
from segur.noyau.transitions.web import demande

FILTRES = [
    *Preuve.Statut.choices,
    *((p.value, p.label) for p in (Preuve.Provenance.HERITEE, Preuve.Provenance.EQUIVALENTE)),
]


@require_safe
def chapitres(request: Requete, numero: str) -> HttpResponse:
    """E3-05…E3-07: one card per chapter and the overall counter."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    cartes = list(Chapitre.objects.filter(candidature=candidature).avec_compteurs())
    return render(
        request,
        "preuves/chapitres.html",
        {
            "candidature": candidature,
            "chapitres": cartes,
            "compteur": _compteur(cartes),
            "audit": _audit(candidature),
            "peut_auditer": annoncer_la_visite_ins.verdict(candidature, demande(request)).favorable,
            "peut_saisir": verdict_saisie(candidature.produit, request.acteur).favorable,
            "est_ouvert": any(carte.statut in transitions_preuve.OUVERT for carte in cartes),
        },
    )


def _audit(candidature: Candidature) -> AuditIns | None:
    audits = AuditIns.objects.filter(candidature=candidature)
    return audits.select_related("rapport__fichier", "pas_a_pas__fichier").first()


def _compteur(cartes: list[Chapitre]) -> dict[str, int]:
    statut = Chapitre.Statut
    cartes = [carte for carte in cartes if carte.statut != statut.DISPENSE]
    return {
        "chapitres": len(cartes),
        "chapitres_soumis": sum(c.premiere_soumission_le is not None for c in cartes),
        "chapitres_valides": sum(c.statut == statut.VALIDE for c in cartes),
        "preuves": sum(c.nb_preuves for c in cartes),  # type: ignore[attr-defined]
        "preuves_soumises": sum(c.nb_soumises + c.nb_conformes for c in cartes),  # type: ignore[attr-defined]
        "preuves_validees": sum(c.nb_conformes for c in cartes),  # type: ignore[attr-defined]
        "preuves_provisoires": sum(c.nb_provisoires for c in cartes),  # type: ignore[attr-defined]
    }


@require_safe
def chapitre(request: Requete, numero: str, pk: int) -> HttpResponse:
    """E3-13…E3-16: requirement, scenario, proof, deposit and decision. As many queries for 1 proof as for 200."""
    visibles = Chapitre.objects.visibles_par(request.acteur).filter(candidature__numero=numero).avec_compteurs()
    chapitre = get_object_or_404(visibles, pk=pk)
    candidature = Candidature.objects.pour_dossier().get(pk=chapitre.candidature_id)
    chapitre.candidature = candidature
    preuves = Preuve.objects.filter(chapitre=chapitre)
    if (statut := request.GET.get("statut", "")) in Preuve.Statut.values:
        preuves = preuves.demandees().filter(statut=statut)
    elif statut in dict(FILTRES):
        preuves = preuves.filter(provenance=statut)
    contexte = {
        "candidature": candidature,
        "chapitre": chapitre,
        "exigences": retenir(exigences_de(preuves), request.GET.get("q", "")),
        "recherche": request.GET.get("q", ""),
        "actions": actions(chapitre, demande(request)),
        **droits(request, chapitre),
    }
    return render(request, "preuves/chapitre.html", contexte)


def droits(request: Requete, chapitre: Chapitre) -> dict[str, Any]:
    ouvert = chapitre.statut in transitions_preuve.OUVERT
    return {
        "peut_deposer": ouvert and verdict_saisie(chapitre.candidature.produit, request.acteur).favorable,
        "peut_decider": chapitre.statut == Chapitre.Statut.SOUMIS and request.acteur.tient(*ANS_INSTRUIT),
        "filtres": FILTRES,
        "filtre": request.GET.get("statut", ""),
        "zone_preuve": ZONES["preuve"],
        "jeton": get_token(request),
        "adresse_du_fil": reverse("candidatures:fil_nouveau", args=[chapitre.candidature.numero]),
        "adresse_des_preuves": reverse("preuves:deposer", args=[0]).removesuffix("0/deposer/"),
    }
