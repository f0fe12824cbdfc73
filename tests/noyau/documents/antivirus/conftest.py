from collections.abc import Iterator
from typing import Any

import pytest

from tests.noyau.documents.antivirus.clamd import FauxClamd, en_marche


@pytest.fixture
def clamd(settings: Any) -> Iterator[FauxClamd]:
    """A clamd that the portal knows; what it has not analysed is served to nobody but its depositor."""
    with en_marche() as faux:
        settings.CLAMD_URL, settings.CLAMD_DELAI, settings.SERVIR_NON_ANALYSE = faux.adresse, 5, False
        yield faux
