"""Whom to tell, and in which words. No message holds an IBAN, not even masked, nor anything of an identity paper."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from financement.models import DossierPilote, Fournisseur, ModeleDeDocument, Virement
from segur.noyau.comptes.models import EDITEUR, ENGAGE_L_EDITEUR, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande


def qui_engage(fournisseur: Fournisseur, *roles: Role) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.ayant_role(*(roles or ENGAGE_L_EDITEUR), organisation=fournisseur.organisation)


def prevenir_le_fournisseur(objet: Any, demande: Demande, quoi: str, corps: str, *roles: Role) -> None:
    """Who engages the firm, or the roles named."""
    _prevenir(qui_engage(objet.dossier, *roles), objet, demande, Categorie.DECISION, quoi, corps)


def prevenir_de_la_decision(modele: ModeleDeDocument, demande: Demande, quoi: str, corps: str) -> None:
    """Who engages the firm, and who sent the model while they belong to it."""
    firme = modele.fournisseur.organisation
    envoyeur = Utilisateur.objects.ayant_role(*EDITEUR, organisation=firme).filter(pk=modele.envoye_par_id or 0)
    personnes = {*qui_engage(modele.fournisseur), *envoyeur}
    _prevenir(personnes, modele, demande, Categorie.DECISION, quoi, corps)


def prevenir_l_asp(objet: Any, demande: Demande, role: Role, quoi: str) -> None:
    """Who holds that role at the ASP: something waits for them."""
    corps = f"{objet} attend une décision de l’ASP."
    _prevenir(Utilisateur.objects.ayant_role(role), objet, demande, Categorie.A_INSTRUIRE, quoi, corps)


def _prevenir(
    personnes: Iterable[Utilisateur], objet: Any, demande: Demande, categorie: Categorie, quoi: str, corps: str
) -> None:
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"{objet.cle_dossier}:{objet._meta.model_name}{objet.pk}:{quoi}:{demande.recu_le.isoformat()}",
        sujet=f"{objet.dossier} : {quoi}",
        corps=corps,
        lien=objet.get_absolute_url(),
    )


def annoncer_un_import(fournisseur: Fournisseur, demande: Demande, modeles: list[str]) -> None:
    """One message for all the models of an import."""
    notifier(
        Utilisateur.objects.ayant_role(Role.GESTIONNAIRE),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"{fournisseur.cle_dossier}:import:{demande.recu_le.isoformat()}",
        sujet=f"{fournisseur} : {len(modeles)} modèle(s) de document à contrôler",
        corps="\n".join(f"- {modele}" for modele in modeles),
        lien=reverse("financement:file_modeles"),
    )


def prevenir_du_virement(virement: Virement, quoi: str, corps: str) -> None:
    """Who engages the supplier, once for each outcome of each transfer."""
    notifier(
        qui_engage(virement.fournisseur),
        categorie=Categorie.DECISION,
        evenement=f"virement:{virement.pk}:{quoi}",
        sujet=f"{virement.fournisseur} : {quoi}",
        corps=corps,
        lien=reverse("financement:versements"),
    )


def prevenir_d_un_desequilibre(nombre: int, premier: str, le: datetime) -> None:
    """Who pays, once a day: nothing should leave before it is understood."""
    notifier(
        Utilisateur.objects.ayant_role(Role.PAYEUR, Role.VALIDEUR),
        categorie=Categorie.A_INSTRUIRE,
        evenement=f"ecritures:{jour_de_paris(le)}",
        sujet="Écritures : un écart est à comprendre",
        corps=f"La vérification quotidienne trouve {nombre} écart(s). Le premier :\n\n{premier}",
        lien=reverse("financement:paiements"),
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
