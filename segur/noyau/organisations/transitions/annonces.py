"""Whom to tell, and in which words. No message quotes more than who, which organisation, which role."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from segur.noyau.comptes.models import (
    EDITEUR,
    ROLES_GERES,
    Adhesion,
    Appartenance,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
)
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import ecrire, notifier
from segur.noyau.temps import en_clair
from segur.noyau.transitions import Demande


def envoyer_l_invitation(invitation: Invitation, jeton: str) -> None:
    """To an address that may have no account: who invites, to which organisation, until when, and the link."""
    organisation = invitation.organisation
    ecrire(
        invitation.email,
        categorie=Categorie.COMPTE,
        evenement=f"invitation:{invitation.pk}:{invitation.empreinte[:16]}",
        sujet=f"Invitation à rejoindre {organisation}",
        corps=(
            f"Bonjour,\n\n{invitation.invitee_par} vous invite à rejoindre {organisation} sur le service "
            f"« {settings.NOM_DU_SERVICE} », avec le rôle : {invitation.get_role_display()}.\n\n"
            f"Cette invitation est valable jusqu’au {en_clair(invitation.expire_le)}. "
            "Le lien ci-dessous ne sert qu’une fois et n’est destiné qu’à vous : ne le transférez pas.\n\n"
            "Si vous n’attendiez pas cette invitation, ignorez ce message : rien ne se fait sans vous."
        ),
        lien=reverse("comptes:accepter", args=[jeton]),
        lien_ephemere=True,
    )


def prevenir_la_personne(appartenance: Appartenance, demande: Demande, sujet: str, corps: str) -> None:
    _notifier([appartenance.utilisateur], appartenance.organisation, demande, sujet, corps, reverse("portail:compte"))


def prevenir_les_mandataires(
    organisation: Organisation, demande: Demande, sujet: str, corps: str, *, sauf: Utilisateur | None = None
) -> None:
    """All of them but who acts and whom it is about: nobody joins, leaves or is invited by the ANS unknown to them."""
    mandataires = Utilisateur.objects.ayant_role(Role.MANDATAIRE, organisation=organisation)
    concernes = [personne.pk for personne in (demande.acteur.utilisateur, sauf) if personne]
    lien = reverse("comptes:organisation")
    _notifier(mandataires.exclude(pk__in=concernes), organisation, demande, sujet, corps, lien)


def remettre_la_demande(adhesion: Adhesion) -> None:
    """To those of the firm who may answer: a mandataire, or a représentant for a salarié (CP-04, CP-05)."""
    decident = [role for role in EDITEUR if adhesion.role in ROLES_GERES.get(role, ())]
    notifier(
        Utilisateur.objects.ayant_role(*decident, organisation=adhesion.organisation),
        categorie=Categorie.COMPTE,
        evenement=f"{_evenement(adhesion)}:remise",
        sujet=f"{adhesion.organisation} : {adhesion.demandeur} demande à vous rejoindre",
        corps=(
            f"{adhesion.demandeur} ({adhesion.demandeur.email}) demande à rejoindre {adhesion.organisation}, rôle : "
            f"{adhesion.get_role_display()}.\n\nAcceptez ou refusez jusqu’au {en_clair(adhesion.expire_le)}. "
            "Refusez si vous ne connaissez pas cette personne."
        ),
        lien=reverse("comptes:organisation"),
    )


def repondre_au_demandeur(adhesion: Adhesion, sujet: str, corps: str, lien: str) -> None:
    evenement = f"{_evenement(adhesion)}:{adhesion.statut}"
    notifier([adhesion.demandeur], categorie=Categorie.COMPTE, evenement=evenement, sujet=sujet, corps=corps, lien=lien)


def _evenement(adhesion: Adhesion) -> str:
    return f"adhesion:{adhesion.pk}:{adhesion.demandee_le.isoformat()}"


def _notifier(
    personnes: Iterable[Utilisateur], organisation: Organisation, demande: Demande, sujet: str, corps: str, lien: str
) -> None:
    evenement = f"{organisation.cle_dossier}:{sujet}:{demande.recu_le.isoformat()}"
    sujet = f"{organisation} : {sujet}"
    notifier(personnes, categorie=Categorie.COMPTE, evenement=evenement, sujet=sujet, corps=corps, lien=lien)
