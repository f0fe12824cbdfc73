"""Whom to tell, and in which words. No message holds an IBAN, not even masked, nor anything of an identity paper."""

from typing import Any

from django.db.models import QuerySet

from financement.models import DossierPilote, Fournisseur
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.transitions import Demande


def qui_engage(fournisseur: Fournisseur, *roles: Role) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.ayant_role(*(roles or ENGAGE_L_EDITEUR), organisation=fournisseur.organisation)


def prevenir_le_fournisseur(objet: Any, demande: Demande, quoi: str, corps: str, *roles: Role) -> None:
    """Who engages the firm, or the roles named."""
    _prevenir(qui_engage(objet.dossier, *roles), objet, demande, Categorie.DECISION, quoi, corps)


def prevenir_l_asp(objet: Any, demande: Demande, role: Role, quoi: str) -> None:
    """Who holds that role at the ASP: something waits for them."""
    corps = f"{objet} attend une décision de l’ASP."
    _prevenir(Utilisateur.objects.ayant_role(role), objet, demande, Categorie.A_INSTRUIRE, quoi, corps)


def _prevenir(
    personnes: QuerySet[Utilisateur], objet: Any, demande: Demande, categorie: Categorie, quoi: str, corps: str
) -> None:
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"{objet.cle_dossier}:{objet._meta.model_name}{objet.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{objet.dossier} : {quoi}",
        corps=corps,
        lien=objet.get_absolute_url(),
    )


def dire_des_pilotes(
    personnes: QuerySet[Utilisateur],
    dossier: DossierPilote,
    demande: Demande,
    categorie: Categorie,
    quoi: str,
    corps: str,
) -> None:
    """The dossier of the pilots concerns three houses: each message names the solution."""
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"{dossier.cle_dossier}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{dossier} : {quoi}",
        corps=corps,
        lien=dossier.get_absolute_url(),
        dossier=dossier.cle_dossier,
    )
