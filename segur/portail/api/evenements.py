"""Which objects are told to the webhooks of a firm, and under which identity: the one that the API knows them by."""

from typing import Any

from candidatures.models import Candidature, CandidatureAdministrative, Convention, Eligibilite
from financement.models import Commande, Creance, DemandeDeFinancement, DossierPilote, Enrolement, Indu
from preuves.models import Chapitre, Preuve
from segur.noyau.webhooks.models import Famille
from segur.noyau.webhooks.publication import Publication, declarer

RACINE = "/api/v1/"
DES_CANDIDATURES = {
    Candidature: "candidature",
    CandidatureAdministrative: "etape_1",
    Eligibilite: "etape_2",
    Chapitre: "chapitre",
    Convention: "etape_4",
}
DU_FINANCEMENT = (DemandeDeFinancement, Commande, Creance)
DU_FOURNISSEUR = {Enrolement: "enrolement", DossierPilote: "pilotes", Indu: "somme_a_reverser"}


def declarer_les_evenements() -> None:
    for modele, nature in DES_CANDIDATURES.items():
        declarer(modele, Publication(Famille.CANDIDATURES, _editeur, _de_la_candidature(nature)))
    declarer(Preuve, Publication(Famille.PREUVES, _editeur, _d_une_preuve))
    for modele in DU_FINANCEMENT:
        declarer(modele, Publication(Famille.COMMANDES, _de_la_demande, _du_financement))
    for modele, nature in DU_FOURNISSEUR.items():
        declarer(modele, Publication(Famille.FOURNISSEUR, _du_fournisseur, _de_sa_page(nature)))


def _editeur(objet: Any) -> int:
    pk: int = objet.dossier.produit.editeur_id
    return pk


def _de_la_demande(objet: Any) -> int:
    demande = objet if isinstance(objet, DemandeDeFinancement) else objet.demande
    return _du_fournisseur(demande)


def _du_fournisseur(objet: Any) -> int:
    pk: int = objet.fournisseur.organisation_id
    return pk


def _de_la_candidature(nature: str) -> Any:
    def identite(objet: Any) -> dict[str, Any]:
        numero = objet.dossier.numero
        suite = "chapitres/" if nature == "chapitre" else ""
        propre = {"id": objet.pk} if nature == "chapitre" else {}
        lien = f"{RACINE}candidatures/{numero}/{suite}"
        return {"nature": nature, **propre, "candidature": numero, "lien": lien}

    return identite


def _d_une_preuve(preuve: Preuve) -> dict[str, Any]:
    return {
        "nature": "preuve",
        "id": preuve.pk,
        "chapitre": preuve.chapitre_id,
        "candidature": preuve.dossier.numero,
        "lien": f"{RACINE}preuves/{preuve.pk}/",
    }


def _du_financement(objet: Any) -> dict[str, Any]:
    """A claim is known by its part: « solde », « secondaire »."""
    if isinstance(objet, DemandeDeFinancement):
        return {"nature": "demande", "id": objet.pk, "lien": f"{RACINE}demandes/{objet.pk}/"}
    nature, commande = ("commande", objet.pk) if isinstance(objet, Commande) else (objet.part, objet.commande_id)
    return {"nature": nature, "id": objet.pk, "commande": commande, "lien": f"{RACINE}commandes/{commande}/"}


def _de_sa_page(nature: str) -> Any:
    """What the API does not know leads to its page of the portal."""

    def identite(objet: Any) -> dict[str, Any]:
        return {"nature": nature, "id": objet.pk, "lien": objet.get_absolute_url()}

    return identite
