"""Several workers on PostgreSQL: each event leaves once, and those of a dossier in their order."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.db import transaction as db

from segur.noyau.webhooks.models import Evenement, Tentative
from segur.noyau.webhooks.tasks import livrer_les_evenements
from tests.monde import Monde, charger
from tests.noyau.webhooks.exemples import Recepteur, un_webhook
from tests.noyau.webhooks.test_livraison import ligne

pytestmark = pytest.mark.django_db(transaction=True)
TRAVAILLEURS = 4


@pytest.fixture
def sur_postgresql(settings: Any) -> None:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")


def ensemble(geste: Any) -> list[BaseException]:
    depart, erreurs = Barrier(TRAVAILLEURS, timeout=60), []

    def courir() -> None:
        try:
            depart.wait()
            for _ in range(5):  # one that finds an event taken leaves; the sweep comes back
                geste()
        except BaseException as erreur:
            erreurs.append(erreur)
        finally:
            connections.close_all()

    fils = [Thread(target=courir) for _ in range(TRAVAILLEURS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return erreurs


@pytest.mark.usefixtures("sur_postgresql")
def test_chaque_evenement_part_une_fois_et_a_son_tour(recepteur: Recepteur) -> None:
    charger()
    monde = Monde()
    webhook = un_webhook(monde.mandataire, url=recepteur.url)
    scenarios = [monde.brouillon(produit=f"Produit {rang}") for rang in range(3)]
    for _ in range(4):
        for scenario in scenarios:
            with db.atomic():
                ligne(monde, scenario)
    attendus = webhook.evenements.count()

    erreurs = ensemble(lambda: livrer_les_evenements(webhook.pk))
    livrer_les_evenements(webhook.pk)

    recus = recepteur.dossiers()
    assert (erreurs, len(recus), len(set(recus))) == ([], attendus, attendus)
    for scenario in scenarios:
        rangs = [rang for dossier, rang in recus if dossier == scenario.candidature.cle_dossier]
        assert (len(rangs) >= 4, rangs) == (True, sorted(rangs))
    assert set(Evenement.objects.values_list("statut", "essais")) == {("livre", 1)}
    assert Tentative.objects.count() == attendus
