"""Date by date: the real calendars, the days when clocks change, and what a queue says in SQL."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from candidatures import regles
from candidatures.echeances import applicable, derogations_de, limite, limite_connue, rassembler
from candidatures.instruction import attentes
from candidatures.models import Candidature
from segur.noyau.dispositifs.models import Dispositif, VersionEcheance
from segur.noyau.temps import en_clair, instant_de_paris, jours_calendaires
from segur.portail.templatetags.portail import temps_restant
from tests.monde import DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
MIDI, JOUR, INSTANT = time(12), timedelta(days=1), timedelta(milliseconds=1)


def fixer(numero: int, instant: datetime, depuis: date = date(2026, 7, 1)) -> VersionEcheance:
    """One more text for LGC."""
    dispositif = Dispositif.objects.get(code=LGC)
    return VersionEcheance.objects.create(
        dispositif=dispositif, numero=numero, depuis=depuis, instant=instant, texte="arrêté d’essai"
    )


def relue(scenario: Any) -> Candidature:
    return Candidature.objects.get(pk=scenario.candidature.pk)


@pytest.mark.exigence("CAL-05")
@pytest.mark.parametrize(
    ("numero", "jour", "utc"),
    [
        (2, date(2027, 1, 20), datetime(2027, 1, 20, 11, tzinfo=UTC)),
        (3, date(2027, 4, 6), datetime(2027, 4, 6, 10, tzinfo=UTC)),
        (4, date(2027, 7, 16), datetime(2027, 7, 16, 10, tzinfo=UTC)),
        (5, date(2028, 1, 20), datetime(2028, 1, 20, 11, tzinfo=UTC)),
        (6, date(2028, 4, 13), datetime(2028, 4, 13, 10, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize(("ecart", "a_temps"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_les_dates_modifiees_de_lgc_tombent_a_midi_de_paris(monde: Monde, numero, jour, utc, ecart, a_temps) -> None:
    echeance = limite(relue(monde.brouillon()), numero, au=utc + ecart)

    motif = regles.echeance_respectee(objet="Dépôt", recu_le=utc + ecart, echeance=echeance)

    assert echeance.valeur == instant_de_paris(jour, MIDI) == utc
    assert motif.satisfait is a_temps


@pytest.mark.parametrize(
    ("jour", "heure", "utc"),
    [
        pytest.param(date(2027, 3, 28), MIDI, datetime(2027, 3, 28, 10, tzinfo=UTC), id="heure d’été, midi"),
        pytest.param(date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC), id="avant le saut"),
        pytest.param(date(2026, 10, 25), MIDI, datetime(2026, 10, 25, 11, tzinfo=UTC), id="heure d’hiver, midi"),
        pytest.param(date(2026, 10, 25), time(23, 59), datetime(2026, 10, 25, 22, 59, tzinfo=UTC), id="23 h 59"),
        pytest.param(date(2028, 2, 29), MIDI, datetime(2028, 2, 29, 11, tzinfo=UTC), id="29 février"),
        pytest.param(date(2026, 12, 31), time(23, 59), datetime(2026, 12, 31, 22, 59, tzinfo=UTC), id="31 décembre"),
    ],
)
@pytest.mark.parametrize(("ecart", "a_temps"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)])
def test_un_jour_de_changement_d_heure_la_limite_est_celle_des_horloges_de_paris(
    monde: Monde, jour, heure, utc, ecart, a_temps
) -> None:
    fixer(2, instant_de_paris(jour, heure))

    echeance = limite(relue(monde.brouillon()), 2, au=utc + ecart)
    motif = regles.echeance_respectee(objet="Dépôt", recu_le=utc + ecart, echeance=echeance)

    assert (echeance.valeur, motif.satisfait) == (utc, a_temps)
    assert f"{jour:%d/%m/%Y} à {heure:%H:%M} (heure de Paris)" in en_clair(utc)


@pytest.mark.parametrize(
    ("debut", "fin", "jours"),
    [
        (datetime(2027, 3, 27, 12), datetime(2027, 3, 28, 12), 1),  # 23 hours
        (datetime(2026, 10, 24, 12), datetime(2026, 10, 25, 12), 1),  # 25 hours
        (datetime(2027, 3, 27, 23, 30), datetime(2027, 3, 28, 0, 30), 1),
        (datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 23, 30), 0),  # 24 hours, the same day
        (datetime(2028, 2, 28, 12), datetime(2028, 3, 1, 12), 2),
        (datetime(2026, 12, 31, 23, 59), datetime(2027, 1, 1, 0, 0), 1),
    ],
)
def test_les_jours_se_comptent_par_dates_de_paris(debut, fin, jours) -> None:
    bornes = [instant_de_paris(instant.date(), instant.time()) for instant in (debut, fin)]

    assert jours_calendaires(*bornes) == jours


def test_une_nouvelle_version_ne_change_pas_ce_qui_fut_recu_avant(monde: Monde) -> None:
    scenario = monde.brouillon()
    avant = applicable(relue(scenario), 1, au=DATE_1)

    fixer(1, DATE_1 + 30 * JOUR, depuis=date(2025, 10, 20))

    assert applicable(relue(scenario), 1, au=DATE_1) == avant
    assert applicable(relue(scenario), 1, au=DATE_1 + 6 * JOUR).instant == DATE_1 + 30 * JOUR


def test_avant_tout_texte_rien_n_est_dit(monde: Monde) -> None:
    candidature = relue(monde.brouillon())

    assert limite_connue(candidature, 1, au=datetime(2020, 1, 1, tzinfo=UTC)) is None


def test_plusieurs_dossiers_se_lisent_en_une_requete(monde: Monde, django_assert_num_queries) -> None:
    scenarios = [monde.brouillon(produit=nom) for nom in ("Un", "Deux", "Trois")]
    sienne, collective = monde.derogation(scenarios[0]), monde.derogation(None, numero=2, jusqu_au=DATE_1 + 900 * JOUR)
    candidatures = [relue(scenario) for scenario in scenarios]

    with django_assert_num_queries(1):
        rassembler(candidatures)
        lues = [derogations_de(candidature) for candidature in candidatures]

    assert lues == [[sienne, collective], [collective], [collective]]


@pytest.mark.parametrize("pour_tous", [True, False])
def test_la_file_de_l_ans_dit_la_date_reportee(monde: Monde, pour_tous: bool) -> None:
    scenario = monde.soumise()
    report = datetime(2026, 9, 1, 10, tzinfo=UTC)
    le = scenario.instant
    avant = next(iter(attentes(monde.responsable, le, {})))["echeance"]

    monde.derogation(None if pour_tous else scenario, numero=2, jusqu_au=report, le=le)

    echeances = {ligne["echeance"] for ligne in attentes(monde.responsable, le, {})}
    veille = {ligne["echeance"] for ligne in attentes(monde.responsable, le - INSTANT, {})}
    assert (avant, echeances, veille) == (datetime(2026, 7, 22, 10, tzinfo=UTC), {report}, {avant})
    assert limite(relue(scenario), 2, au=le).valeur == report


def test_la_file_ne_compte_pas_une_derogation_revoquee_ni_celle_d_un_autre(monde: Monde) -> None:
    scenario, autre = monde.soumise(), monde.soumise(produit="Autre")
    le, report = autre.instant, datetime(2026, 9, 1, 10, tzinfo=UTC)
    monde.derogation(autre, numero=2, jusqu_au=report, le=le)

    lignes = attentes(monde.responsable, le, {})

    assert {(ligne["numero"], ligne["echeance"] == report) for ligne in lignes} == {
        (scenario.candidature.numero, False),
        (autre.candidature.numero, True),
    }


@pytest.mark.parametrize(
    ("avant", "mots"),
    [
        (timedelta(hours=24, milliseconds=1), ""),
        (timedelta(hours=24), "24 h 00 min"),
        (timedelta(hours=3, minutes=5), "3 h 05 min"),
        (timedelta(minutes=12, seconds=40), "12 min"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(), "0 s"),
        (-INSTANT, ""),
    ],
)
def test_le_dernier_jour_la_page_dit_ce_qui_reste(avant, mots) -> None:
    assert temps_restant(DATE_1 - avant, DATE_1) == mots
