"""The members of LogiPro, and what was written of them."""

import pytest

from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
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
