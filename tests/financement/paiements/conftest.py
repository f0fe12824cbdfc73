"""A supplier enrolled, paid on an IBAN that serves; and another one."""

from collections.abc import Callable
from typing import Any

import pytest

from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.paiements.caisse import Caisse


@pytest.fixture(autouse=True)
def payeur(settings: Any) -> None:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"


@pytest.fixture
def caisse(referencee: DossierDEnrolement) -> Caisse:
    return Caisse(referencee.accepte())


@pytest.fixture
def a_deux(referencee: DossierDEnrolement, en_plus: Callable[[str], DossierDEnrolement]) -> Caisse:
    """Two suppliers."""
    autre = en_plus("MédiSoft")
    return Caisse(referencee.accepte(), autre.complet().transmettre().prendre_en_charge().verifier().approuver())
