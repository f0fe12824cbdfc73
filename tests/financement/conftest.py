"""Suppliers at the stage that a test asks for."""

from collections.abc import Callable

import pytest

from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.monde import Monde, referencer


@pytest.fixture
def enrolable(monde: Monde) -> DossierDEnrolement:
    """LogiPro, whose candidature is validated: its enrolment may begin."""
    scenario = monde.eligible()
    return DossierDEnrolement("LogiPro", scenario.instant)


@pytest.fixture
def referencee(monde: Monde) -> DossierDEnrolement:
    """LogiPro, whose solution is referenced."""
    scenario = monde.eligible()
    referencer(scenario.candidature)
    return DossierDEnrolement("LogiPro", scenario.instant)


@pytest.fixture
def en_plus(monde: Monde) -> Callable[..., DossierDEnrolement]:
    """One more supplier."""

    def ajouter(firme: str = "MédiSoft") -> DossierDEnrolement:
        scenario = monde.eligible(produit=f"Autre {firme}", editeur=firme)
        return DossierDEnrolement(firme, scenario.instant)

    return ajouter
