"""What the portal already knows of the firm and its people (E1-12, E1-16, E1-18)."""

from typing import Any

from candidatures.models import CandidatureAdministrative
from segur.noyau.comptes.models import Acteur, Role, Utilisateur


def donnees_de(source: str, etape: CandidatureAdministrative, acteur: Acteur) -> dict[str, Any]:
    """Values for the empty fields of a section; what is already typed is left alone."""
    connues = _connues(source, etape, acteur)
    return {champ: valeur for champ, valeur in connues.items() if valeur and not getattr(etape, champ)}


def _connues(source: str, etape: CandidatureAdministrative, acteur: Acteur) -> dict[str, Any]:
    editeur = etape.candidature.produit.editeur
    if source == "entreprise":
        return {
            "denomination": editeur.nom,
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
