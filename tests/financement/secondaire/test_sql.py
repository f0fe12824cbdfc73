"""The best window found in SQL is that of the rules, whatever the journals."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financement.models import Commande, MoisDeMonitoring
from financement.regles.secondaire.perf import fenetres, meilleure
from financement.suivi_secondaire import en_mois, fenetres_en_sql, suivies, suivre
from tests.financement.secondaire.exemples import DEBUT, LE, mandataire, noter, textes

pytestmark = pytest.mark.django_db
VALEURS = st.integers(0, 30).flatmap(lambda dt: st.tuples(st.just(dt), st.integers(0, dt)))
JOURNAUX = st.dictionaries(st.integers(-2, 20), VALEURS, max_size=23)
BORNES = st.dictionaries(
    st.integers(0, 17), st.sampled_from([(10, 6), (10, 4), (11, 6), (10, 10), (20, 12)]), min_size=6
)


@pytest.mark.exigence("SEC-02", "SEC-04")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
@given(journaux=st.tuples(JOURNAUX | BORNES, JOURNAUX | BORNES))
def test_le_sql_trouve_ce_que_trouvent_les_regles(
    commande: Commande, autre: Commande, journaux: tuple[Any, Any]
) -> None:
    MoisDeMonitoring.objects.all().delete()
    attendues: dict[int, Any] = {}
    for celle, valeurs in zip((commande, autre), journaux, strict=True):
        noter(celle, valeurs)
        lus = [en_mois(m) for m in MoisDeMonitoring.objects.filter(commande=celle)]
        retenue = meilleure(fenetres(mois=lus, debut=DEBUT, regime=textes()))
        attendues |= {celle.pk: retenue} if retenue else {}

    assert fenetres_en_sql(LE.date()) == attendues
    assert fenetres_en_sql(LE.date(), fournisseur=commande.demande.fournisseur_id) == attendues
    seule = {pk: fenetre for pk, fenetre in attendues.items() if pk == commande.pk}
    assert fenetres_en_sql(LE.date(), [commande.pk]) == seule


def test_une_valeur_remplacee_ne_compte_plus(commande: Commande) -> None:
    noter(commande, dict.fromkeys(range(6), (100, 100)))
    MoisDeMonitoring.objects.filter(mois=date(2027, 12, 1)).update(remplacee_le=LE)

    assert fenetres_en_sql(LE.date()) == {}


def test_la_liste_coute_autant_pour_deux_clients_que_pour_un(commande: Commande, autre: Commande) -> None:
    noter(commande, dict.fromkeys(range(7), (20, 12)))
    tous = suivies(mandataire(commande)).select_related("dispositif").order_by("pk")

    with CaptureQueriesContext(connection) as pour_un:
        (un,) = suivre(tous.filter(pk=commande.pk), LE)
    with CaptureQueriesContext(connection) as pour_deux:
        deux = suivre(tous, LE)

    assert len(pour_un) == len(pour_deux)
    assert (un.debut, un.limite, un.connus, len(un.manquants)) == (DEBUT, date(2029, 6, 1), 7, 10)
    assert [s.perf for s in deux] == [1, None]
