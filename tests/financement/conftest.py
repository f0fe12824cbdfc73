"""Suppliers at the stage that a test asks for."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from candidatures.transitions.administrative import valider
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, referencer

# A busy machine is slow, not wrong; and a run leaves nothing behind.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")


def validee(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> Scenario:
    """Step 1 validated, and no more: the enrolment may begin."""
    scenario = monde.soumise(produit=produit, editeur=firme)
    valider(scenario.candidature.administrative, scenario.demande(scenario.ans("verificateur")))
    return scenario


@pytest.fixture
def enrolable(monde: Monde) -> DossierDEnrolement:
    """LogiPro, whose enrolment may begin."""
    return DossierDEnrolement("LogiPro", validee(monde).instant)


@pytest.fixture
def referencee(monde: Monde) -> DossierDEnrolement:
    """LogiPro, whose solution is referenced."""
    scenario = validee(monde)
    referencer(scenario.candidature)
    return DossierDEnrolement("LogiPro", scenario.instant)


@pytest.fixture
def en_plus(monde: Monde) -> Callable[[str], DossierDEnrolement]:
    """One more supplier."""

    def ajouter(firme: str) -> DossierDEnrolement:
        return DossierDEnrolement(firme, validee(monde, firme, f"Autre {firme}").instant)

    return ajouter
