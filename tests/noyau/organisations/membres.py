"""The members of LogiPro, and what was written of them."""

from datetime import datetime, timedelta

import pytest

from segur.noyau import horloge
from segur.noyau.comptes.models import (
    ROLE_DELEGUE,
    Acteur,
    Appartenance,
    Delegation,
    Organisation,
    Role,
    Utilisateur,
    VisiteDuSupport,
)
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Refus
from tests.monde import Monde


def membre(role: str) -> Appartenance:
    return Appartenance.objects.get(organisation__nom="LogiPro", role=role, active=True)


def membre_de(personne: Utilisateur) -> Appartenance:
    return Appartenance.objects.get(utilisateur=personne, active=True)


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


def dernier(logipro: Organisation) -> EntreeJournal:
    return EntreeJournal.objects.filter(dossier=logipro.cle_dossier).latest("rang")


def second_mandataire(monde: Monde, logipro: Organisation) -> Appartenance:
    personne = Utilisateur.objects.create_user("second@logipro.example", nom="Second", prenom="Ali")
    return Appartenance.objects.create(utilisateur=personne, organisation=logipro, role=Role.MANDATAIRE)


def preter(par: Acteur, a: Acteur, **quand: datetime) -> Delegation:
    """One lends the other what they may, from tomorrow on unless told otherwise (`debut`, `fin`)."""
    le, appartenance = horloge.maintenant(), par.personne.appartenances.get(active=True)
    return Delegation.objects.create(
        organisation=appartenance.organisation,
        appartenance=appartenance,
        delegant=par.personne,
        delegataire=a.personne,
        role=ROLE_DELEGUE[appartenance.role],
        motif="Congés.",
        accordee_le=le,
        **{"debut": le + timedelta(days=1), "fin": le + timedelta(days=9), **quand},
    )


def visiter(monde: Monde) -> VisiteDuSupport:
    """The administrator has seen one page as LogiPro's salariée."""
    le = horloge.maintenant()
    visite = VisiteDuSupport.objects.create(
        support=monde.administrateur.personne,
        personne=monde.salarie.personne,
        organisation=membre("salarie").organisation,
        motif="Assistance.",
        ouverte_le=le,
        expire_le=le + timedelta(minutes=30),
        fermee_le=le,
    )
    visite.pages.create(chemin="/produits/", vue_le=le)
    return visite
