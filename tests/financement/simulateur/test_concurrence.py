"""Real threads against a real PostgreSQL: two workers, one simulation, its rows once."""

from functools import partial

import pytest

from financement.models import Simulation
from financement.simulation import executer
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.simulateur.conftest import BONS, Simulateur
from tests.monde import Monde, referencer
from tests.noyau.organisations.test_concurrence import ensemble, monde  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def simulateur(monde: Monde) -> Simulateur:  # noqa: F811
    scenario = validee(monde)
    referencer(scenario.candidature)
    return Simulateur(DossierDEnrolement("LogiPro", scenario.instant).accepte())


def test_deux_travailleurs_n_ecrivent_chaque_ligne_qu_une_fois(simulateur: Simulateur) -> None:
    simulation = simulateur.demander(BONS)

    ensemble(partial(executer, simulation.pk), partial(executer, simulation.pk))

    faite = Simulation.objects.get()
    assert (faite.statut, faite.essai, faite.nombre) == (Simulation.Statut.TERMINEE, 1, len(BONS))
    assert list(faite.lignes.values_list("rang", flat=True).order_by("rang")) == [1, 2, 3, 4, 5]
