"""Whom to tell, and in which words."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from candidatures.models import Etape, Produit
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande


def prevenir(
    personnes: QuerySet[Utilisateur], objet: Any, demande: Demande, categorie: Categorie, quoi: str, corps: str
) -> None:
    """One message per person for this event of this dossier."""
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"{objet.cle_dossier}:{objet._meta.model_name}{objet.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"Candidature {objet.dossier.numero} : {quoi}",
        corps=corps,
        lien=objet.get_absolute_url(),
        dossier=objet.cle_dossier,
    )


def prevenir_l_editeur(objet: Etape, demande: Demande, quoi: str, corps: str) -> None:
    """Those of the firm who may see the product, and nobody else."""
    prevenir(objet.dossier.produit.personnes(), objet, demande, Categorie.DECISION, quoi, corps)


def prevenir_l_ans(objet: Etape, demande: Demande, quoi: str) -> None:
    instructeurs = Utilisateur.objects.ayant_role(*ANS_INSTRUIT)
    prevenir(instructeurs, objet, demande, Categorie.A_INSTRUIRE, quoi, _attend(objet, "une instruction"))


def annoncer_le_responsable(produit: Produit, ancien: Utilisateur, demande: Demande) -> None:
    """To who answers for the product from now on and to who did, when still a member; not to who has just decided."""
    membres = Utilisateur.objects.ayant_role(*EDITEUR, organisation=produit.editeur)
    concernes = membres.filter(pk__in=[produit.responsable_id, ancien.pk]).exclude(pk=demande.acteur.personne.pk)
    notifier(
        concernes,
        categorie=Categorie.PRODUIT,
        evenement=f"{produit.cle_dossier}:responsable:{demande.recu_le.isoformat()}",
        sujet=f"{produit} : nouveau responsable",
        corps=f"{demande.acteur} a confié le produit {produit} ({produit.reference}) à {produit.responsable}, "
        f"à la suite de {ancien}.",
        lien=produit.get_absolute_url(),
    )


def invitation_a_signer() -> str:
    """E4-02: where the legal representative signs, by the provider of the settings or on paper."""
    if settings.YOUSIGN_URL:
        return (
            "Toutes vos preuves sont validées. Vous allez recevoir de Yousign l’invitation à signer électroniquement "
            "la convention, jointe ici pour lecture."
        )
    return "Toutes vos preuves sont validées. Signez la convention jointe, puis déposez-la sur le portail."


def prevenir_le_college(objet: Etape, demande: Demande, quoi: str) -> None:
    college = Utilisateur.objects.ayant_role(Role.COLLEGE)
    prevenir(college, objet, demande, Categorie.A_INSTRUIRE, quoi, _attend(objet, "l’avis du collège"))


def prevenir_la_direction(objet: Etape, demande: Demande, quoi: str) -> None:
    direction = Utilisateur.objects.ayant_role(Role.DIRECTION)
    prevenir(direction, objet, demande, Categorie.A_INSTRUIRE, quoi, _attend(objet, "votre décision"))


def _attend(objet: Etape, quoi: str) -> str:
    produit = objet.dossier.produit
    return f"{produit} ({produit.editeur}), {objet.dossier.dispositif.libelle}, attend {quoi}."
