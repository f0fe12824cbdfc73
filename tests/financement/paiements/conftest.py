"""A supplier enrolled, paid on an IBAN that serves; and another one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.financement.conftest import Dossier
from tests.financement.paiements.caisse import Caisse


@pytest.fixture(autouse=True)
def payeur(settings: Any) -> None:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"


@pytest.fixture
def caisse(referencee: Dossier) -> Caisse:
    return Caisse(referencee.accepte())


@pytest.fixture
def a_deux(referencee: Dossier, en_plus: Callable[[str], Dossier]) -> Caisse:
    """Two suppliers."""
    autre = en_plus("MédiSoft")
    return Caisse(referencee.accepte(), autre.approuve())
