"""The ASP's desk, in front of suppliers who may deposit."""

from collections.abc import Callable

import pytest

from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.au_bureau import Bureau
from tests.financement.conftest import validee
from tests.monde import Monde, referencer


@pytest.fixture
def bureau(referencee: DossierDEnrolement) -> Bureau:
    """LogiPro's, referenced and enrolled; the reference bases are there."""
    importer_les_bases(referencee.instant)
    return Bureau(referencee.accepte())


@pytest.fixture
def autre_bureau(bureau: Bureau, monde: Monde) -> Callable[[], Bureau]:
    """MédiSoft's: another supplier, of the same dispositif."""

    def ouvrir() -> Bureau:
        scenario = validee(monde, "MédiSoft", "MédiCab")
        referencer(scenario.candidature)
        autre = Bureau(DossierDEnrolement("MédiSoft", scenario.instant).accepte())
        autre.instant = bureau.instant
        return autre

    return ouvrir
