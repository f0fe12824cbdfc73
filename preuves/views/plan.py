"""The plan of a candidature: where it stands, at what pace it arrives, what to file first."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from candidatures.models import Candidature
from preuves.planification import faits, regles
from segur.noyau.requete import Requete


@require_safe
def plan(request: Requete, numero: str) -> HttpResponse:
    """CAL-06, E3-36, E3-37, DER-09. The same page for the vendor and for the ANS."""
    candidature = get_object_or_404(Candidature.objects.visibles_par(request.acteur).pour_dossier(), numero=numero)
    le = request.recu_le
    etat = faits.etat_de(candidature, le)
    objectifs = faits.objectifs(candidature, etat, le)
    date_2 = next(objectif for objectif in objectifs if objectif.code == "date2")
    instant, situe = regles.instant_du_bilan(le=le, limite=date_2.limite)
    delais = faits.delais_d_instruction(candidature.dispositif, le)
    contexte = {
        "candidature": candidature,
        "etat": etat,
        "previsions": [regles.prevoir(objectif, le=le) for objectif in objectifs],
        "a_faire": faits.a_faire(etat),
        "verdict": regles.repute_complet(ouvert=bool(etat.chapitres), manques=faits.manques(etat, instant)),
        "situe": situe,
        "delai": regles.delai_median(delais),
        "cas": len(delais),
        "cas_pour_mesurer": regles.CAS_POUR_MESURER,
        "fenetre": regles.FENETRE_DU_RYTHME,
    }
    return render(request, "preuves/plan.html", contexte)
