"""Colleagues who fill, confirm or abandon the same lot together, on PostgreSQL: nothing twice, no deadlock."""

from functools import partial
from typing import Any

import pytest

from preuves import lots
from preuves.models import Depot, FichierDuLot
from preuves.placement import Plan
from segur.noyau.journal.models import EntreeJournal
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, charger
from tests.noyau.test_transitions_concurrence import ensemble
from tests.preuves.lots.fichiers import nom_pour, pdf, preuves
from tests.preuves.petit_rem import importer_petit_rem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def monde(settings: Any, transactional_db: None) -> Monde:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    importer_petit_rem()
    return Monde()


def remplir(monde: Monde, scenario: Scenario) -> None:
    plan = Plan(lots.places_de(scenario.candidature))
    for preuve in preuves(scenario):
        nom = nom_pour(preuve)
        lots.ajouter(scenario.candidature, monde.demande(monde.mandataire), pdf(nom), nom, plan)


def journal() -> int:
    return EntreeJournal.objects.filter(action="preuve.deposer").count()


def test_un_lot_confirme_par_six_clics_se_depose_une_fois(monde: Monde) -> None:
    scenario = monde.eligible()
    remplir(monde, scenario)
    acteurs = [monde.mandataire, monde.representant, monde.salarie] * 2

    issues = ensemble(
        *[partial(lots.deposer_la_suite, scenario.candidature, monde.demande(acteur)) for acteur in acteurs]
    )

    assert issues == ["fait"] * 6
    assert (Depot.objects.count(), journal(), FichierDuLot.objects.filter(etat="depose").count()) == (5, 5, 5)


def test_le_meme_fichier_envoye_par_quatre_personnes_n_est_la_qu_une_fois(monde: Monde) -> None:
    scenario = monde.eligible()
    nom = nom_pour(preuves(scenario)[0])
    plan = Plan(lots.places_de(scenario.candidature))

    issues = ensemble(
        *[
            partial(lots.ajouter, scenario.candidature, monde.demande(monde.mandataire), pdf(nom), nom, plan)
            for _ in range(4)
        ]
    )

    assert (issues, FichierDuLot.objects.count()) == (["fait"] * 4, 1)


def test_abandonner_pendant_une_confirmation_ne_bloque_ni_ne_double_rien(monde: Monde) -> None:
    scenario = monde.eligible()
    remplir(monde, scenario)

    issues = ensemble(
        partial(lots.deposer_la_suite, scenario.candidature, monde.demande(monde.mandataire)),
        partial(lots.abandonner, scenario.candidature, monde.demande(monde.representant)),
        partial(lots.deposer_la_suite, scenario.candidature, monde.demande(monde.salarie)),
    )

    assert (issues, FichierDuLot.objects.count()) == (["fait"] * 3, 0)
    assert Depot.objects.count() == Depot.objects.values("preuve").distinct().count() == journal()
