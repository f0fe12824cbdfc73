"""Who is told: those of the firm who can act on the product today, and who follows the dossier for the ANS."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from candidatures.models import Candidature, Collaborateur
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Appartenance, Role, Utilisateur

DROITS = (Collaborateur.Droit.SAISIE, Collaborateur.Droit.SOUMISSION)


def de_l_editeur(candidatures: Sequence[Candidature]) -> Mapping[int, list[Utilisateur]]:
    """By candidature, who may fill or submit on its product (`Produit.droit_tenu`). Two queries."""
    produits = {candidature.produit_id: candidature.produit for candidature in candidatures}
    membres = _membres({produit.editeur_id for produit in produits.values()})
    collaborent = defaultdict(set)
    droits = Collaborateur.objects.actuels().filter(produit__in=produits, droit__in=DROITS)
    for produit, personne in droits.values_list("produit", "utilisateur"):
        collaborent[produit].add(personne)
    par_produit = {
        pk: [
            personne
            for personne, engage in membres[produit.editeur_id].items()
            if engage or personne.pk == produit.responsable_id or personne.pk in collaborent[pk]
        ]
        for pk, produit in produits.items()
    }
    return {candidature.pk: par_produit[candidature.produit_id] for candidature in candidatures}


def _membres(editeurs: Iterable[int]) -> dict[int, dict[Utilisateur, bool]]:
    """By firm, its members in place, and whether each one engages it."""
    membres: dict[int, dict[Utilisateur, bool]] = defaultdict(dict)
    actives = Appartenance.objects.actives().filter(
        organisation__in=editeurs, role__in=EDITEUR, utilisateur__is_active=True
    )
    for appartenance in actives.select_related("utilisateur").order_by("utilisateur"):
        firme, personne = membres[appartenance.organisation_id], appartenance.utilisateur
        firme[personne] = firme.get(personne, False) or appartenance.role in ENGAGE_L_EDITEUR
    return membres


def de_l_ans(candidatures: Sequence[Candidature], le: datetime) -> Mapping[int, list[Utilisateur]]:
    """By candidature that the ANS sees, who follows it; the responsables while nobody in place does. Two queries."""
    suivent = {c.instructeur_id for c in candidatures if c.instructeur_id}
    en_place = {p.pk: p for p in Utilisateur.objects.instruisant(le).filter(pk__in=suivent)}
    responsables = list(Utilisateur.objects.ayant_role(Role.RESPONSABLE))
    return {
        c.pk: [en_place[c.instructeur_id]] if c.instructeur_id in en_place else responsables
        for c in candidatures
        if c.administrative.premiere_soumission_le is not None
    }
