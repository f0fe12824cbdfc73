import pytest

from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.dispositifs.models import Dispositif


@pytest.fixture
def dispositifs(db: None) -> dict[str, Dispositif]:
    charger_dispositifs()
    return {dispositif.code: dispositif for dispositif in Dispositif.objects.all()}
