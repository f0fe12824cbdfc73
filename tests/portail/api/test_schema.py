"""The whole schema tried by schemathesis: no failure of the portal, no answer that the schema does not tell."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from segur.noyau import horloge
from segur.portail.api.acces import ParJetonOuAdresse
from segur.wsgi import application
from tests.monde import AVANT_DATE_1, Monde
from tests.portail.api.programme import Programme

pytestmark = pytest.mark.django_db
PAR_OPERATION = 130
ENTIER = 2_000
"""Cases in all, at least."""


@pytest.fixture(autouse=True)
def connexion_gardee() -> Iterator[None]:
    """Called by WSGI, the portal would otherwise close the connection of the test, once it is a minute old."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api(petit_monde: Monde, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Programme:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    monkeypatch.setattr(ParJetonOuAdresse, "THROTTLE_RATES", {"api": None})
    cache.clear()
    petit_monde.eligible()
    return Programme(petit_monde.mandataire)


def test_tout_le_schema_tient(api: Programme) -> None:
    """The token of a vendor, values of any kind; the fixed ones lead to objects that exist."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    comptes: Counter[str] = Counter()
    for resultat in schema.get_all_operations():
        _essayer(resultat.ok(), api, comptes)  # type: ignore[union-attr]
    assert comptes.total() >= ENTIER


def _essayer(operation: Any, api: Programme, comptes: Counter[str]) -> None:
    @settings(
        max_examples=PAR_OPERATION,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cas=operation.as_strategy())
    def essai(cas: Any) -> None:
        comptes[operation.label] += 1
        cas.headers = {**(cas.headers or {}), "Authorization": f"Bearer {api.secret}"}
        reponse = cas.call()
        cas.validate_response(reponse, checks=[not_a_server_error, status_code_conformance, content_type_conformance])

    essai()
