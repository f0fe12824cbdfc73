"""Whom to tell, and in which words."""

from typing import Any

from django.db.models import QuerySet

from candidatures.models import Etape
from segur.noyau.comptes.models import ANS_INSTRUIT, Role, Utilisateur
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande


def prevenir(personnes: QuerySet[Utilisateur], objet: Any, demande: Demande, quoi: str, corps: str) -> None:
    """One message per person for this event of this dossier."""
    notifier(
        personnes,
        evenement=f"{objet.cle_dossier}:{objet._meta.model_name}{objet.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"Candidature {objet.dossier.numero} : {quoi}",
        corps=corps,
        lien=objet.get_absolute_url(),
    )


def prevenir_l_editeur(objet: Etape, demande: Demande, quoi: str, corps: str) -> None:
    """Those of the firm who may see the product, and nobody else."""
    prevenir(objet.dossier.produit.personnes(), objet, demande, quoi, corps)


def prevenir_l_ans(objet: Etape, demande: Demande, quoi: str) -> None:
    prevenir(Utilisateur.objects.ayant_role(*ANS_INSTRUIT), objet, demande, quoi, _attend(objet, "une instruction"))


def prevenir_le_college(objet: Etape, demande: Demande, quoi: str) -> None:
    prevenir(Utilisateur.objects.ayant_role(Role.COLLEGE), objet, demande, quoi, _attend(objet, "l’avis du collège"))


def prevenir_la_direction(objet: Etape, demande: Demande, quoi: str) -> None:
    prevenir(Utilisateur.objects.ayant_role(Role.DIRECTION), objet, demande, quoi, _attend(objet, "votre décision"))


def _attend(objet: Etape, quoi: str) -> str:
    produit = objet.dossier.produit
    return f"{produit} ({produit.editeur}), {objet.dossier.dispositif.libelle}, attend {quoi}."
