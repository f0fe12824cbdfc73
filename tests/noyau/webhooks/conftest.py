"""A receiver, and settings that let webhooks reach it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.noyau.webhooks.exemples import Recepteur


@pytest.fixture
def recepteur(settings: Any) -> Iterator[Recepteur]:
    settings.WEBHOOKS_LOCAUX = True
    ouvert = Recepteur()
    yield ouvert
    ouvert.fermer()
