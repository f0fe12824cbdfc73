"""Bytes erased while the same are deposited, on PostgreSQL: a document never names bytes that are gone."""

from functools import partial
from typing import Any

import pytest

from segur.noyau.documents.depot import deposer_octets, effacer
from segur.noyau.documents.models import Document, Fichier
from tests.monde import AVANT_DATE_1, Monde, charger
from tests.noyau.test_transitions_concurrence import ensemble

pytestmark = pytest.mark.django_db(transaction=True)
TOURS = 15


@pytest.fixture
def monde(settings: Any, transactional_db: None) -> Monde:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    return Monde()


def test_deposer_pendant_l_effacement_ne_perd_jamais_les_octets(monde: Monde) -> None:
    mandataire = monde.mandataire
    for tour in range(TOURS):
        contenu = f"octets {tour}".encode()

        def deposer(contenu: bytes = contenu) -> None:
            deposer_octets(contenu, nom="a.pdf", zone="preuve", acteur=mandataire, le=AVANT_DATE_1)

        deposer()
        fichier = Fichier.objects.latest("pk")
        Document.objects.all().delete()

        issues = ensemble(deposer, partial(effacer, fichier.pk), deposer)

        assert issues == ["fait"] * 3
        assert [document.lire() for document in Document.objects.all()] == [contenu] * 2
        Document.objects.all().delete()
