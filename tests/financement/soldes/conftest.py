"""Suppliers whose pilots may begin, as for the pilots; and suppliers that may ask for balances."""

import pytest

from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.conftest import APRES
from tests.financement.conftest import validee
from tests.financement.pilotes.conftest import pret
from tests.financement.soldes.depot import DepotDeSoldes
from tests.monde import Monde, referencer

__all__ = ["pret"]


def deposant_de_soldes(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> DepotDeSoldes:
    """Enrolled and referenced; no order yet."""
    scenario = validee(monde, firme, produit)
    referencer(scenario.candidature)
    dossier = DossierDEnrolement(firme, scenario.instant).accepte()
    dossier.instant = APRES
    return DepotDeSoldes(dossier)


@pytest.fixture
def depot(monde: Monde) -> DepotDeSoldes:
    return deposant_de_soldes(monde)
