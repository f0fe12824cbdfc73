"""The overall counter, worded as on the screens of the guide."""

import re

import pytest
from django.test import Client

from segur.noyau.comptes.models import Acteur
from tests.monde import Monde

pytestmark = pytest.mark.django_db


def _statut(acteur: Acteur, numero: str) -> str:
    client = Client()
    client.force_login(acteur.personne)
    page = client.get(f"/candidatures/{numero}/etape-3/").content.decode()
    trouve = re.search(r"<strong>Statut :</strong> (.*?)</p>", page)
    return trouve.group(1) if trouve else ""


@pytest.mark.exigence("E3-05", "E3-06")
def test_le_compteur_global_suit_les_chapitres(monde: Monde) -> None:
    scenario = monde.eligible()
    numero, premier = scenario.candidature.numero, scenario.chapitres()[0]
    total, nombre = 34, premier.preuves.count()

    debut = _statut(monde.mandataire, numero)
    scenario.soumettre(premier)
    soumis = _statut(monde.mandataire, numero)
    scenario.valider(premier)

    assert debut == f"0/8 chapitre soumis dont 0 validé — 0/{total} preuve soumise dont 0 validée"
    assert soumis == f"1/8 chapitre soumis dont 0 validé — {nombre}/{total} preuves soumises dont 0 validée"
    assert _statut(monde.mandataire, numero) == (
        f"1/8 chapitre soumis dont 1 validé — {nombre}/{total} preuves soumises dont {nombre} validées"
    )
