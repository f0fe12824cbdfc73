"""Lending a role for a time, and taking it back. The right acts where roles are resolved (`acteur_pour`)."""

from typing import Any

from django.urls import reverse

from segur.noyau.comptes.models import (
    ANS,
    ASP,
    EDITEUR,
    ROLE_DELEGUE,
    Appartenance,
    Delegation,
    Role,
    Utilisateur,
)
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.organisations import regles
from segur.noyau.organisations.transitions.annonces import prevenir_les_mandataires
from segur.noyau.organisations.transitions.droits import acteur_en_place
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Appartenance.Statut
DELEGUENT = tuple(sorted(ROLE_DELEGUE))
GERENT = (Role.MANDATAIRE, Role.ADMINISTRATEUR)


def _possible(appartenance: Appartenance, demande: Demande) -> Verdict:
    """Only a membership of one's own: what was lent to me is none, and goes no further."""
    donnees, personne = demande.donnees, demande.acteur.personne
    role = ROLE_DELEGUE.get(appartenance.role)
    membres = Appartenance.objects.actives().filter(
        organisation=appartenance.organisation_id, utilisateur=donnees["delegataire"], utilisateur__is_active=True
    )
    tenus = set(membres.values_list("role", flat=True))
    possible = regles.delegation_possible(
        soi=donnees["delegataire"] == personne,
        delegable=role is not None and appartenance.utilisateur_id == personne.pk,
        est_membre=bool(tenus),
        deja_tenu=role is not None and not tenus.isdisjoint({role, appartenance.role}),
        debut=donnees["debut"],
        fin=donnees["fin"],
        le=demande.recu_le,
    )
    return acteur_en_place(appartenance, demande) + possible


@transition(
    Appartenance,
    de=Statut.ACTIVE,
    vers=None,
    roles=DELEGUENT,
    controle=_possible,
    sensible=True,
    libelle="Déléguer",
    recit="Délégation accordée : {objet}",
    a_sa_page=False,
)
def deleguer(appartenance: Appartenance, demande: Demande) -> dict[str, Any]:
    delegation = Delegation.objects.create(
        organisation=appartenance.organisation,
        appartenance=appartenance,
        delegant=appartenance.utilisateur,
        role=ROLE_DELEGUE[appartenance.role],
        accordee_le=demande.recu_le,
        **demande.donnees,
    )
    corps = f"{delegation.delegant} délègue à {delegation.delegataire} le rôle « {delegation.get_role_display()} », "
    corps += f"{delegation.periode}.\n\nMotif : {delegation.motif}"
    _annoncer(delegation, demande, "une délégation est accordée", corps)
    return {"delegation": delegation.pk, "a": delegation.delegataire.email, "periode": delegation.periode}


def _annoncer(delegation: Delegation, demande: Demande, sujet: str, corps: str) -> None:
    """To both persons but who acts, and to the mandataires of the firm."""
    parties = [p for p in (delegation.delegant, delegation.delegataire) if p != demande.acteur.utilisateur]
    evenement = f"delegation:{delegation.pk}:{delegation.statut}"
    sujet_complet = f"{delegation.organisation} : {sujet}"
    lien = reverse("comptes:delegations")
    notifier(parties, categorie=Categorie.COMPTE, evenement=evenement, sujet=sujet_complet, corps=corps, lien=lien)
    if demande.acteur.utilisateur != delegation.delegant:
        return
    prevenir_les_mandataires(delegation.organisation, demande, sujet, corps, sauf=delegation.delegataire)


def _revocable(delegation: Delegation, demande: Demande) -> Verdict:
    personne: Utilisateur = demande.acteur.personne
    return regles.delegation_revocable(
        partie=personne.pk in (delegation.delegant_id, delegation.delegataire_id),
        dirige=not demande.acteur.roles_propres.isdisjoint(GERENT),
        fin=delegation.fin,
        le=demande.recu_le,
    )


@transition(
    Delegation,
    de=Delegation.Statut.ACCORDEE,
    vers=Delegation.Statut.REVOQUEE,
    roles=(*EDITEUR, *ANS, *ASP, Role.ADMINISTRATEUR),
    garde=_revocable,
    libelle="Révoquer la délégation",
    recit="Délégation révoquée : {objet}",
    question="Elle cesse d’agir dès la prochaine page que la personne ouvrira. Elle reste dans la liste.",
    bouton="Révoquer la délégation",
)
def revoquer(delegation: Delegation, demande: Demande) -> dict[str, Any]:
    """At once: who had it is judged without it at their next request."""
    delegation.revoquee_le, delegation.revoquee_par = demande.recu_le, demande.acteur.personne
    corps = f"{demande.acteur} met fin à la délégation de {delegation.delegant} à {delegation.delegataire}."
    _annoncer(delegation, demande, "une délégation est révoquée", corps)
    return {"delegation": delegation.pk, "delegataire": delegation.delegataire.email}
