"""Suppliers whose pilots may begin, as for the pilots; and suppliers that may ask for balances."""

import pytest

from tests.financement.commandes.conftest import APRES
from tests.financement.conftest import Dossier, reference
from tests.financement.pilotes.conftest import pret
from tests.financement.soldes.depot import DepotDeSoldes
from tests.monde import Monde

__all__ = ["pret"]


def deposant_de_soldes(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> DepotDeSoldes:
    """Enrolled and referenced; no order yet."""
    dossier = Dossier(firme, reference(monde, firme, produit).instant).accepte()
    dossier.instant = APRES
    return DepotDeSoldes(dossier)


@pytest.fixture
def depot(monde: Monde) -> DepotDeSoldes:
    return deposant_de_soldes(monde)
