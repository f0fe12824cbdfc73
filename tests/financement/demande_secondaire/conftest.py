"""A supplier whose client reached PERF 0,5, on the day of its claim."""

import pytest

from financement.models import Commande
from tests.financement.demande_secondaire.depot import DepotDeSecondaires, au_jour_de_la_demande, deposant
from tests.monde import Monde


@pytest.fixture
def depot(monde: Monde) -> DepotDeSecondaires:
    return deposant(monde)


@pytest.fixture
def commande(depot: DepotDeSecondaires) -> Commande:
    trouvee = depot.commander_une()
    au_jour_de_la_demande(depot)
    return trouvee
