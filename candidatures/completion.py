"""What the portal already knows of the firm and its people (E1-12, E1-16, E1-18)."""

from typing import Any

from django.core.exceptions import ValidationError

from candidatures.avancement import Etape
from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite
from candidatures.transitions.saisie import blocs_citants, citables
from segur.noyau.comptes.models import Acteur, Role, Utilisateur


def donnees_de(source: str, etape: CandidatureAdministrative, acteur: Acteur) -> dict[str, Any]:
    """Values for the empty fields of a section; what is already typed is left alone, what is ill-formed too."""
    connues = _connues(source, etape, acteur)
    return {c: v for c, v in connues.items() if v and not getattr(etape, c) and _bien_forme(etape, c, v)}


def _bien_forme(etape: CandidatureAdministrative, champ: str, valeur: str) -> bool:
    try:
        etape._meta.get_field(champ).clean(valeur, etape)  # type: ignore[union-attr]
    except ValidationError:
        return False
    return True


def a_importer(etape: Etape, acteur: Acteur) -> dict[str, list[Candidature]]:
    """E1-20, E1-21: by block, the candidatures that the actor sees and whose number may be imported there."""
    return {
        bloc.nom: list(citables(etape, bloc) & Candidature.objects.visibles_par(acteur))
        for bloc in blocs_citants(etape)
    }


def profils_precedents(etape: Etape) -> list[tuple[str, list[str]]]:
    """E2-16: (dispositif, profiles) of the firm's own référencements that step 1 cites."""
    if not isinstance(etape, Eligibilite) or not etape.candidature.administrative.est_reference_precedemment:
        return []
    cites = [precedent.nru for precedent in etape.candidature.administrative.precedents.all() if precedent.nru]
    memes = Candidature.objects.filter(produit__editeur=etape.candidature.produit.editeur_id, nru__in=cites)
    trouvees = memes.select_related("dispositif").prefetch_related("eligibilite__profils").order_by("nru")
    return [(c.dispositif.libelle, [profil.libelle for profil in c.eligibilite.profils.all()]) for c in trouvees]


def _connues(source: str, etape: CandidatureAdministrative, acteur: Acteur) -> dict[str, Any]:
    editeur = etape.candidature.produit.editeur
    if source == "entreprise":
        return {
            "denomination": editeur.nom,
            "siret": editeur.siret,
            "forme_juridique": editeur.forme_juridique,
            "adresse_siege": editeur.adresse,
        }
    if source == "moi":
        return _personne(acteur.personne, "contact")
    personne = acteur.personne
    if source == "legal":
        trouve = Utilisateur.objects.ayant_role(Role.MANDATAIRE, organisation=editeur).first()
        if trouve is None:
            return {}
        personne = trouve
    return {**_personne(personne, "legal"), "legal_fonction": personne.fonction}


def _personne(personne: Utilisateur, prefixe: str) -> dict[str, str]:
    return {
        f"{prefixe}_nom": personne.nom,
        f"{prefixe}_prenom": personne.prenom,
        f"{prefixe}_email": personne.email,
        f"{prefixe}_telephone": personne.telephone,
    }
