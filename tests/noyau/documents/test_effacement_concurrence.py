"""Bytes erased while the same are deposited, on PostgreSQL: a document never names bytes that are gone."""

import os
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from segur.noyau.documents.depot import deposer_octets, effacer
from segur.noyau.documents.models import Document, Fichier
from segur.noyau.documents.rapprochement import purger
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


def test_deposer_pendant_la_purge_ne_perd_jamais_les_octets(monde: Monde) -> None:
    """The bytes are there without a name, for long: the deposit finds them, the purge erases them."""
    mandataire = monde.mandataire
    for tour in range(TOURS):
        contenu = f"restes {tour}".encode()
        empreinte = sha256(contenu).hexdigest()
        chemin = f"{empreinte[:2]}/{empreinte[2:4]}/{empreinte}"
        default_storage.save(chemin, ContentFile(contenu))
        os.utime(default_storage.path(chemin), (0, 0))

        def deposer(contenu: bytes = contenu) -> None:
            deposer_octets(contenu, nom="a.pdf", zone="", acteur=mandataire, le=AVANT_DATE_1)

        issues = ensemble(deposer, partial(purger, timezone.now()), deposer)

        assert issues == ["fait"] * 3
        assert [document.lire() for document in Document.objects.filter(fichier__empreinte=empreinte)] == [contenu] * 2
