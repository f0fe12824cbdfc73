"""Two responsables publish the convention's text at the same instant, on PostgreSQL: one does, the other is told."""

from functools import partial
from typing import Any

import pytest

from candidatures.models import TexteDeConvention
from candidatures.texte import publier
from segur.noyau.journal.verification import anomalies
from tests.monde import Monde, charger
from tests.noyau.test_transitions_concurrence import ensemble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monde(settings: Any, transactional_db: None) -> Monde:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    return Monde()


def test_la_premiere_version_n_est_publiee_que_par_un_seul(monde: Monde) -> None:
    for tour in range(1, 4):
        demandes = [monde.demande(monde.responsable) for _ in range(4)]

        issues = ensemble(*[partial(publier, f"Texte {tour}, {rang}.", d, tour - 1) for rang, d in enumerate(demandes)])

        assert issues == ["deja_change"] * 3 + ["fait"]
        assert TexteDeConvention._default_manager.count() == tour
    assert list(anomalies()) == []
