"""A supplier that may deposit orders, a few days after its référencement."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from segur.portail.demonstration.commandes import DepotDeCommandes
from tests.financement.commandes.au_bureau import Bureau
from tests.financement.conftest import Dossier, bases, reference
from tests.monde import AVANT_DATE_1, Monde

APRES = AVANT_DATE_1 + timedelta(days=10)


def deposant(monde: Monde, firme: str = "LogiPro", produit: str = "LogiMed") -> DepotDeCommandes:
    """Enrolled and referenced; the reference bases are those of the demonstration."""
    dossier = Dossier(firme, reference(monde, firme, produit).instant).accepte()
    dossier.instant = APRES
    return DepotDeCommandes(dossier)


@pytest.fixture
def depot(monde: Monde) -> DepotDeCommandes:
    bases(AVANT_DATE_1 - timedelta(days=60))
    return deposant(monde)


@pytest.fixture
def autre_depot(monde: Monde, depot: DepotDeCommandes) -> DepotDeCommandes:
    """Another supplier, with a solution of its own."""
    return deposant(monde, "MédiSoft", "MédiCab")


@pytest.fixture
def en_plus(depot: DepotDeCommandes) -> Callable[[int], object]:
    """As many more requests of one order."""

    def ajouter(nombre: int) -> None:
        for rang in range(nombre):
            depot.deposer(1, depuis=50 + rang)

    return ajouter


@pytest.fixture
def bureau(referencee: Dossier) -> Bureau:
    """The ASP's desk in front of LogiPro, referenced and enrolled; the reference bases are there."""
    bases(referencee.instant)
    return Bureau(referencee.accepte())


@pytest.fixture
def autre_bureau(bureau: Bureau, monde: Monde) -> Callable[[], Bureau]:
    """The same in front of MédiSoft: another supplier, of the same dispositif."""

    def ouvrir() -> Bureau:
        scenario = reference(monde, "MédiSoft", "MédiCab")
        autre = Bureau(Dossier("MédiSoft", scenario.instant).accepte())
        autre.instant = bureau.instant
        return autre

    return ouvrir
