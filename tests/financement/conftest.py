"""Suppliers at the stage that a test asks for."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import settings

from candidatures.transitions.administrative import valider
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, referencer
from tests.souvenirs import garder, garder_sur

# A busy machine is slow, not wrong; and a run leaves nothing behind.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")


def validee(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> Scenario:
    """Step 1 validated, and no more: the enrolment may begin."""

    def aller() -> Scenario:
        scenario = monde.soumise(produit=produit, editeur=firme)
        valider(scenario.candidature.administrative, scenario.demande(scenario.ans("verificateur")))
        return scenario

    return garder(("validee", firme, produit), aller)


def reference(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> Scenario:
    """The same, its solution referenced."""

    def aller() -> Scenario:
        scenario = validee(monde, firme, produit)
        referencer(scenario.candidature)
        return scenario

    return garder(("reference", firme, produit), aller)


class Dossier(DossierDEnrolement):
    """The same, its long ways remembered."""

    def complet(self) -> DossierDEnrolement:
        return garder_sur(self, (self.firme, "complet"), DossierDEnrolement.complet)

    def approuve(self) -> DossierDEnrolement:
        """Its IBAN serves; its enrolment is not accepted."""
        return garder_sur(self, (self.firme, "approuve"), jusqu_a_l_approbation)

    def accepte(self) -> DossierDEnrolement:
        return garder_sur(self, (self.firme, "accepte"), DossierDEnrolement.accepte)


def jusqu_a_l_approbation(dossier: DossierDEnrolement) -> DossierDEnrolement:
    return dossier.complet().transmettre().prendre_en_charge().verifier().approuver()


def bases(le: datetime) -> None:
    """The reference bases of the demonstration."""
    garder(("bases", le), lambda: importer_les_bases(le))


@pytest.fixture
def enrolable(monde: Monde) -> Dossier:
    """LogiPro, whose enrolment may begin."""
    return Dossier("LogiPro", validee(monde).instant)


@pytest.fixture
def referencee(monde: Monde) -> Dossier:
    """LogiPro, whose solution is referenced."""
    return Dossier("LogiPro", reference(monde).instant)


@pytest.fixture
def en_plus(monde: Monde) -> Callable[[str], Dossier]:
    """One more supplier."""

    def ajouter(firme: str) -> Dossier:
        return Dossier(firme, validee(monde, firme, f"Autre {firme}").instant)

    return ajouter
