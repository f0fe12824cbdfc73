"""A supplier whose client reached PERF 0,5, on the day of its claim."""

import pytest

from financement.models import Commande
from tests.financement.demande_secondaire.depot import DepotDeSecondaires, au_jour_de_la_demande, deposant
from tests.monde import Monde
from tests.souvenirs import garder_sur


@pytest.fixture
def depot(monde: Monde) -> DepotDeSecondaires:
    return deposant(monde)


@pytest.fixture
def commande(depot: DepotDeSecondaires) -> Commande:
    def aller(sien: DepotDeSecondaires) -> None:
        sien.commander_une()
        au_jour_de_la_demande(sien)

    garder_sur(depot, "au jour de la demande", aller)
    return Commande.objects.latest("pk")
