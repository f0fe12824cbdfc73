"""The register of what was filed before it existed, read in the journal."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from candidatures.controle import anomalies
from candidatures.models import EnvoiRecu
from segur.noyau.dispositifs.models import VersionEcheance
from tests.monde import Monde

pytestmark = pytest.mark.django_db
MIGRATION = import_module("candidatures.migrations.0021_reprise_des_envois")
CHAMPS = ("candidature", "nature", "entree", "recu_le", "numero", "version", "limite", "derogation", "cle")


def lus() -> list[Any]:
    return list(EnvoiRecu.objects.order_by("entree").values_list(*CHAMPS))


def test_l_historique_redonne_le_registre(petit_monde: Monde) -> None:
    scenario = petit_monde.eligible()
    for chapitre in scenario.chapitres():
        scenario.soumettre(chapitre)
    attendus = lus()
    EnvoiRecu.objects.all().delete()

    MIGRATION.reprendre(apps, None)

    assert lus() == attendus
    assert set(EnvoiRecu.objects.values_list("repris", "nature")) == {
        (True, nature) for nature in ("ouverture", "etape1", "etape2", "preuve", "chapitre")
    }
    assert list(anomalies()) == []


def test_ce_que_le_calendrier_d_aujourd_hui_n_explique_plus_est_marque_sans_date(monde: Monde) -> None:
    scenario = monde.soumise()
    EnvoiRecu.objects.all().delete()
    VersionEcheance.objects.filter(dispositif=scenario.dispositif, numero=1).update(instant="2025-09-01T10:00Z")

    MIGRATION.reprendre(apps, None)

    assert set(EnvoiRecu.objects.values_list("repris", "numero", "version", "limite")) == {(True, None, None, None)}


def test_la_reprise_se_defait(monde: Monde) -> None:
    monde.soumise()
    EnvoiRecu.objects.filter(nature="etape1").update(repris=True)
    nombre = EnvoiRecu.objects.count()

    MIGRATION.oublier(apps, None)

    assert EnvoiRecu.objects.count() == nombre - 1
