"""Opening a firm, inviting somebody, and coming in by an invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db import transaction as db

from segur.noyau.acces.regles import identite_a_confirmer
from segur.noyau.comptes.models import (
    OUVRE_LES_ORGANISATIONS,
    Acteur,
    Appartenance,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
)
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.annonces import prevenir_les_mandataires
from segur.noyau.organisations.transitions.droits import acteur_en_place
from segur.noyau.organisations.transitions.invitation import accepter, emettre
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import CLE_DEJA_SERVIE, Demande, Refus

ENVOI = "invitation.envoyer"


def ouvrir_organisation(donnees: Mapping[str, Any], email: str, demande: Demande, *, verifiee: bool) -> Organisation:
    """A firm and the invitation of its first mandataire, by the ANS that verified both (CP-03). Raises Refus."""
    autorisee = demande.acteur.tient(*OUVRE_LES_ORGANISATIONS)
    verdict = regles.ouverture_possible(autorisee=autorisee, verifiee=verifiee)
    if not verdict.favorable:
        raise Refus(verdict)
    with db.atomic():
        organisation = Organisation(**donnees, statut=Organisation.Statut.EN_ATTENTE)
        _enregistrer(organisation, Motif("siren", False, "Une organisation porte déjà ce SIREN."))
        _raconter(organisation, demande, "organisation.ouvrir", "Organisation ouverte", dict(donnees), verdict)
        sienne = Demande(demande.acteur, demande.recu_le, identite_recente=demande.identite_recente)
        inviter(organisation, email, Role.MANDATAIRE, sienne)
    return organisation


def inviter(organisation: Organisation, email: str, role: str, demande: Demande) -> Invitation:
    """Sends an invitation. Raises Refus; the same form sent twice (`demande.cle`) sends one."""
    email = email.lower()
    with db.atomic():
        organisation = Organisation.objects.visibles_par(demande.acteur).select_for_update().get(pk=organisation.pk)
        if deja := _deja_envoyee(organisation, demande.cle):
            return deja
        verdict = _verdict_invitation(organisation, email, role, demande)
        if not verdict.favorable:
            raise Refus(verdict)
        invitation = Invitation(organisation=organisation, email=email, role=role)
        details = emettre(invitation, demande)
        _raconter(invitation, demande, ENVOI, f"Invitation envoyée : {email}", details, verdict)
        if demande.acteur.tient(*OUVRE_LES_ORGANISATIONS):
            corps = f"L’ANS a invité une personne à rejoindre {organisation} comme {invitation.get_role_display()}."
            prevenir_les_mandataires(organisation, demande, "un mandataire est invité par l’ANS", corps)
    return invitation


def _deja_envoyee(organisation: Organisation, cle: str) -> Invitation | None:
    if not cle:
        return None
    entree = EntreeJournal.objects.filter(dossier=organisation.cle_dossier, cle=cle).first()
    if entree and entree.action != ENVOI:
        raise Refus(Verdict((CLE_DEJA_SERVIE,)))
    return organisation.invitations.get(pk=entree.id_objet) if entree else None


def _verdict_invitation(organisation: Organisation, email: str, role: str, demande: Demande) -> Verdict:
    """The ANS reaches members too: a salarié becomes mandataire when no mandataire is left to say so."""
    en_place = Appartenance.objects.actives().filter(organisation=organisation, utilisateur__email=email)
    if demande.acteur.tient(*OUVRE_LES_ORGANISATIONS):
        en_place = en_place.filter(role=role)
    possible = regles.invitation_possible(
        role=role,
        libelle=dict(Role.choices).get(role, role),
        geres=demande.acteur.roles_geres,
        deja_membre=en_place.exists(),
        deja_invitee=Invitation.objects.en_attente().filter(organisation=organisation, email=email).exists(),
    )
    prouvee = identite_a_confirmer(recente=demande.identite_recente)
    return possible + acteur_en_place(organisation, demande) + prouvee


COMPTE_OUVERT = Motif(
    "compte", False, "Un compte vient d’être ouvert à cette adresse : connectez-vous pour accepter l’invitation."
)
"""By another invitation, of another organisation, under another lock."""


@dataclass(frozen=True)
class NouveauCompte:
    """What a person without account gives to have one; the address is the invitation's own."""

    prenom: str
    nom: str
    mot_de_passe: str


def rejoindre(invitation: Invitation, personne: Utilisateur, demande: Demande) -> None:
    """A person with an account enters. Acts for the organisation, with the role that the invitation brings."""
    acteur = Acteur(personne, invitation.organisation, frozenset({invitation.role}))
    accepter(invitation, Demande(acteur, demande.recu_le))


def ouvrir_un_compte(invitation: Invitation, compte: NouveauCompte, demande: Demande) -> Utilisateur:
    """Account and membership together, or neither: of two persons with the same link, one enters. Raises Refus."""
    personne = Utilisateur(email=invitation.email, prenom=compte.prenom, nom=compte.nom)
    personne.set_password(compte.mot_de_passe)  # slow on purpose: before any lock
    with db.atomic():
        Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
        invitation.refresh_from_db()
        if invitation.statut != Invitation.Statut.ENVOYEE:
            raise Refus(Verdict((Motif("statut", False, "Cette invitation n’attend plus de réponse."),)))
        _enregistrer(personne, COMPTE_OUVERT)
        rejoindre(invitation, personne, demande)
    return personne


def _enregistrer(nouveau: Organisation | Utilisateur, obstacle: Motif) -> None:
    """What must be unique is judged by the database: somebody else may have written the same meanwhile."""
    try:
        with db.atomic():
            nouveau.save(force_insert=True)
    except IntegrityError:
        raise Refus(Verdict((obstacle,))) from None


def _raconter(
    objet: Any, demande: Demande, action: str, recit: str, details: Mapping[str, Any], verdict: Verdict
) -> None:
    inscrire(
        objet,
        action=action,
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=objet.statut,
        motifs=verdict.motifs,
        details=details,
        cle=demande.cle,
    )
