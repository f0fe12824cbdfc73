"""An invitation: sent again, taken back, accepted. Creating one is in `ouverture`."""

import secrets
from typing import Any

from segur.noyau.comptes.models import (
    EDITEUR,
    ENGAGE_L_EDITEUR,
    OUVRE_LES_ORGANISATIONS,
    SYSTEME,
    Appartenance,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
    empreinte_du_jeton,
)
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.annonces import envoyer_l_invitation, prevenir_les_mandataires
from segur.noyau.organisations.transitions.droits import acteur_en_place, est_de_l_etat, gere_ce_role
from segur.noyau.organisations.transitions.organisation import activer
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Invitation.Statut
INVITE = (*ENGAGE_L_EDITEUR, *OUVRE_LES_ORGANISATIONS)


def emettre(invitation: Invitation, demande: Demande) -> dict[str, Any]:
    """A new link, saved by its hash alone, and the message that carries it. Any former link is dead."""
    jeton = secrets.token_urlsafe(32)
    invitation.empreinte = empreinte_du_jeton(jeton)
    invitation.invitee_par = demande.acteur.personne
    invitation.envoyee_le = demande.recu_le
    invitation.expire_le = regles.expiration(envoyee_le=demande.recu_le)
    invitation.save()
    envoyer_l_invitation(invitation, jeton)
    return {"adresse": invitation.email, "role": invitation.role, "expire_le": invitation.expire_le}


@transition(
    Invitation,
    de=Statut.ENVOYEE,
    vers=None,
    roles=INVITE,
    garde=gere_ce_role,
    controle=acteur_en_place,
    libelle="Renvoyer l’invitation",
    recit="Invitation renvoyée : {objet.email}",
    question="Un nouveau lien est envoyé à cette adresse, avec un nouveau délai. Le lien précédent ne sert plus.",
    bouton="Renvoyer l’invitation",
)
def renvoyer(invitation: Invitation, demande: Demande) -> dict[str, Any]:
    """A new link and a new delay, expired or not; the former link is dead."""
    return emettre(invitation, demande)


@transition(
    Invitation,
    de=Statut.ENVOYEE,
    vers=Statut.REVOQUEE,
    roles=INVITE,
    garde=gere_ce_role,
    controle=acteur_en_place,
    libelle="Révoquer l’invitation",
    recit="Invitation révoquée : {objet.email}",
    question="Le lien déjà envoyé ne servira plus. Vous pourrez inviter à nouveau cette personne.",
    bouton="Révoquer l’invitation",
)
def revoquer(invitation: Invitation, demande: Demande) -> dict[str, Any]:
    """The link is dead at once."""
    invitation.revoquee_le = demande.recu_le
    return {"adresse": invitation.email, "role": invitation.role}


def _acceptable(invitation: Invitation, demande: Demande) -> Verdict:
    """Whoever has come in meanwhile, by a request, changes role only to become a mandataire."""
    personne = demande.acteur.personne
    tenues = Appartenance.objects.actives().filter(organisation=invitation.organisation_id)
    if invitation.role == Role.MANDATAIRE:
        tenues = tenues.filter(role=Role.MANDATAIRE)
    return Verdict(
        (
            regles.invitation_valable(recu_le=demande.recu_le, expire_le=invitation.expire_le),
            regles.adresse_invitee(invitee=invitation.email, adresse=personne.email),
            regles.pas_encore_membre(deja_membre=tenues.filter(utilisateur=personne.pk).exists()),
            regles.pas_de_l_etat(de_l_etat=est_de_l_etat(personne)),
        )
    )


@transition(
    Invitation,
    de=Statut.ENVOYEE,
    vers=Statut.ACCEPTEE,
    roles=EDITEUR,
    garde=_acceptable,
    libelle="Accepter l’invitation",
    recit="Invitation acceptée : {objet.email}",
    a_sa_page=False,
)
def accepter(invitation: Invitation, demande: Demande) -> dict[str, Any]:
    """The person enters with the role of the invitation, in place of any other role in the same organisation."""
    personne, organisation = demande.acteur.personne, invitation.organisation
    invitation.acceptee_le, invitation.acceptee_par = demande.recu_le, personne
    remplaces = _clore_les_autres_roles(personne, organisation, demande)
    Appartenance.objects.create(
        utilisateur=personne, organisation=organisation, role=invitation.role, entree_le=demande.recu_le
    )
    if invitation.role == Role.MANDATAIRE and organisation.statut == Organisation.Statut.EN_ATTENTE:
        activer(organisation, Demande(SYSTEME, demande.recu_le))
    corps = f"{personne} a accepté l’invitation et rejoint {organisation}, rôle : {invitation.get_role_display()}."
    prevenir_les_mandataires(organisation, demande, f"{personne} a rejoint l’organisation", corps)
    return {"adresse": invitation.email, "role": invitation.role, "remplace": remplaces}


def _clore_les_autres_roles(personne: Utilisateur, organisation: Organisation, demande: Demande) -> list[str]:
    """Only an invitation by the ANS reaches a member, to make a mandataire where none is left to change a role."""
    siennes = Appartenance.objects.actives().filter(utilisateur=personne, organisation=organisation)
    remplacees = list(siennes.select_related("utilisateur"))
    siennes.update(active=False, terminee_le=demande.recu_le)
    if remplacees:  # a role that changes ends the sessions opened with the former one
        remplacees[0].utilisateur.fermer_ses_sessions()
    return [remplacee.role for remplacee in remplacees]
