"""The plan's page, for the vendor and for the ANS."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segur.noyau import horloge
from tests.monde import Monde
from tests.preuves.petit_rem import importer_petit_rem

pytestmark = pytest.mark.django_db
AVANT_LE_JALON = datetime(2026, 7, 1, 10, tzinfo=UTC)
BUDGET = 15


@pytest.fixture(autouse=True)
def apres_le_rectificatif(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_LE_JALON)


@pytest.mark.exigence("CAL-06", "E3-36")
@pytest.mark.parametrize("qui", ["mandataire", "verificateur"])
def test_le_plan_dit_ou_on_en_est_et_par_ou_commencer(monde: Monde, connecter: Callable[..., Client], qui: str) -> None:
    scenario = monde.eligible()
    scenario.charger(scenario.chapitres()[0])

    page = connecter(getattr(monde, qui)).get(f"/candidatures/{scenario.candidature.numero}/etape-3/plan/")

    texte = page.content.decode()
    assert "<strong>6/34</strong> preuves déposées" in texte
    assert "Avancement minimal du dépôt de preuves, profil Général vague 2" in texte
    assert "Complet : il ne reste qu’à le soumettre." in texte
    assert "Pas encore assez d’instructions pour mesurer un délai (0 sur 5 au moins)." in texte
    assert "Le dossier n’est pas complet</strong>, à ce jour." in texte


def test_avant_l_eligibilite_le_plan_le_dit(monde: Monde, connecter: Callable[..., Client]) -> None:
    scenario = monde.soumise()

    page = connecter(monde.mandataire).get(f"/candidatures/{scenario.candidature.numero}/etape-3/plan/")

    assert "L’espace de dépôt des preuves s’ouvrira" in page.content.decode()


def test_le_plan_coute_autant_pour_huit_chapitres_que_pour_deux(monde: Monde, connecter: Callable[..., Client]) -> None:
    grand = monde.eligible(produit="Grand")
    importer_petit_rem()
    petit = monde.eligible(produit="Petit")
    client = connecter(monde.mandataire)
    couts = []
    for scenario in (petit, petit, grand):
        scenario.charger(scenario.chapitres()[0])
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"/candidatures/{scenario.candidature.numero}/etape-3/plan/")
        couts.append(len(requetes))

    assert couts[1] == couts[2] <= BUDGET
