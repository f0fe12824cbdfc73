"""The proofs of a chapter, searched and filtered together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preuves.models import Chapitre, Preuve
from segur.noyau import horloge
from tests.monde import AVANT_DATE_1, Monde, fichier

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapitre(petit_monde: Monde, settings: Any) -> Chapitre:
    """Three proofs; the second one is loaded."""
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    return petit_monde.eligible().chapitres()[0]


@pytest.mark.exigence("E3-27")
@pytest.mark.parametrize(
    ("question", "rangs"),
    [
        pytest.param("", [0, 1, 2], id="rien"),
        pytest.param("q=tst/02", [1], id="identifiant, casse"),
        pytest.param("q=capture+ECRAN+3", [2], id="texte, accents, plusieurs mots"),
        pytest.param("q=releve", [1], id="nom de fichier"),
        pytest.param("q=ecran&statut=chargee", [1], id="avec le filtre"),
        pytest.param("q=tst/02&statut=a_charger", [], id="l’un et l’autre"),
        pytest.param("q=absent", [], id="absent"),
        pytest.param("q=%00&statut=inconnu", [0, 1, 2], id="n’importe quoi"),
    ],
)
def test_la_recherche_et_le_filtre_vont_ensemble(
    monde: Monde, connecter: Callable[..., Client], chapitre: Chapitre, question: str, rangs: list[int]
) -> None:
    preuves = list(Preuve.objects.filter(chapitre=chapitre))
    client = connecter(monde.mandataire)
    client.post(f"/preuves/{preuves[1].pk}/deposer/", {"fichiers": fichier("Relevé.pdf")})

    page = client.get(f"{chapitre.get_absolute_url()}?{question}").content.decode()

    assert [f'id="preuve-{preuve.pk}"' in page for preuve in preuves] == [rang in rangs for rang in range(3)]
    assert ("Aucune preuve ne correspond." in page) is (not rangs)
