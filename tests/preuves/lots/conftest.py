from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from segur.noyau import horloge
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde
from tests.preuves.lots.fichiers import nom_pour, pdf, preuves


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    return petit_monde.eligible()


@pytest.fixture
def adresse(scenario: Scenario) -> str:
    return f"/candidatures/{scenario.candidature.numero}/etape-3/lot/"


@pytest.fixture
def envoye(monde: Monde, connecter: Callable[..., Client], scenario: Scenario, adresse: str) -> Client:
    """Two files placed, one to place by hand."""
    client = connecter(monde.mandataire)
    une, deux, *_ = preuves(scenario)
    client.post(adresse, {"fichiers": [pdf(nom_pour(une)), pdf(nom_pour(deux)), pdf("reste.pdf")]})
    return client
