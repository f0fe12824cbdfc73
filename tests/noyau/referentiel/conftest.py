import pytest

from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.dispositifs.models import Dispositif


@pytest.fixture
def dui(db: None) -> Dispositif:
    charger_dispositifs()
    return Dispositif.objects.get(code="MS-DUI-Va2")
