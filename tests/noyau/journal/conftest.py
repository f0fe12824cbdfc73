from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection

from segur.noyau.comptes.models import Acteur
from segur.noyau.journal import declencheurs
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Motif, Reference
from tests.monde import AVANT_DATE_1


@pytest.fixture
def dossier(monde) -> str:
    """The key of a dossier whose chain has five entries."""
    scenario = monde.scenario()
    motif = Motif("échéance", True, "Reçu à temps.", Reference("arrêté", "4.3"))
    for rang in range(2, 6):
        inscrire(
            scenario.produit,
            action="essai",
            recit=f"Entrée {rang} : « été »",
            acteur=monde.mandataire,
            recu_le=AVANT_DATE_1,
            de="avant",
            vers="après",
            motifs=[motif],
            details={"le": AVANT_DATE_1, "nombre": rang, "texte": "ça"},
        )
    return scenario.produit.cle_dossier


@pytest.fixture
def entree(dossier: str) -> Callable[[int], EntreeJournal]:
    return lambda rang: EntreeJournal.objects.get(dossier=dossier, rang=rang)


@pytest.fixture
def en_fraude() -> Callable[[], AbstractContextManager[None]]:
    """What someone who owns the database could do: lift the triggers, write, set them again."""

    @contextmanager
    def _en_fraude() -> Iterator[None]:
        connection.check_constraints()
        declencheurs.lever(connection)
        yield
        connection.check_constraints()
        declencheurs.poser(connection)

    return _en_fraude


@pytest.fixture
def autre_acteur(monde) -> Acteur:
    return monde.verificateur
