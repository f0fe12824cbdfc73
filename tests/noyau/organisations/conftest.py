import pytest

from segur.noyau.comptes.models import Organisation
from tests.monde import Monde


@pytest.fixture
def logipro(monde: Monde) -> Organisation:
    return Organisation.objects.get(nom="LogiPro")
