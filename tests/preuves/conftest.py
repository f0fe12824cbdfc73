import pytest

from tests.monde import Monde
from tests.preuves.petit_rem import importer_petit_rem


@pytest.fixture
def petit_monde(monde: Monde) -> Monde:
    """The same world, with little to prove."""
    importer_petit_rem()
    return monde
