"""The same suppliers and the same bank as for the payments."""

import pytest

from tests.financement.indus.dossier import Recouvrement
from tests.financement.paiements.caisse import Caisse
from tests.financement.paiements.conftest import a_deux, caisse, payeur

__all__ = ["a_deux", "caisse", "payeur"]


@pytest.fixture
def recouvrement(caisse: Caisse) -> Recouvrement:
    """An advance of 400 € paid, that a dossier may bear on."""
    return Recouvrement(caisse)
