"""The models that the ANS provides for the files of step 2, prefilled from the dossier (E2-13, E2-20, E2-26, E2-27)."""

from typing import Any

from django.urls import reverse

from candidatures.avancement import Etape
from candidatures.models import Eligibilite, Vague
from candidatures.questionnaire import ETAPE_2, Depot, Modele, cas_d_attestation

MODELES: dict[str, Modele] = {
    element.zone: element.modele
    for section in ETAPE_2
    for element in section.elements
    if isinstance(element, Depot) and element.modele
}


def adresse_du_modele(etape: Etape, depot: Depot) -> str:
    """Where the page of the step finds the model of that place; "" when there is none."""
    if depot.modele is None:
        return ""
    if depot.modele.gabarit:
        return reverse(depot.modele.vue, args=[etape.candidature.numero, depot.zone])
    return reverse(depot.modele.vue)


def contexte_du_modele(etape: Eligibilite) -> dict[str, Any]:
    """What the dossier already says; the template leaves a line to fill for the rest."""
    administrative = etape.candidature.administrative
    precedents = administrative.precedents.filter(vague=Vague.VAGUE_2)
    return {
        "candidature": etape.candidature,
        "administrative": administrative,
        "etape": etape,
        "noms": etape.noms_commerciaux.all(),
        "membres": etape.membres_du_groupement.all(),
        "composants": etape.composants.all() if etape.a_des_composants else [],
        "precedent": precedents.first() if administrative.est_reference_precedemment else None,
        "cas": cas_d_attestation(etape),
    }
