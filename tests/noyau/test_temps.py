from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur.noyau.temps import (
    PARIS,
    a_temps,
    ajouter_mois,
    en_clair,
    instant_de_paris,
    jour_de_paris,
    jours_calendaires,
    lendemain,
    premier_du_mois_suivant,
)

MIDI = time(12)
JOURS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))


def utc(annee: int, mois: int, jour: int, heure=0, minute=0, seconde=0, microseconde=0) -> datetime:
    return datetime(annee, mois, jour, heure, minute, seconde, microseconde, UTC)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        pytest.param(date(2025, 10, 15), utc(2025, 10, 15, 10), id="Date 1"),
        pytest.param(date(2026, 7, 22), utc(2026, 7, 22, 10), id="Date 2 initiale"),
        pytest.param(date(2027, 1, 20), utc(2027, 1, 20, 11), id="Date 2, arrêté du 08/06/2026"),
        pytest.param(date(2027, 4, 6), utc(2027, 4, 6, 10), id="Date 3, arrêté du 08/06/2026"),
        pytest.param(date(2027, 7, 16), utc(2027, 7, 16, 10), id="Date 4, arrêté du 08/06/2026"),
        pytest.param(date(2028, 1, 20), utc(2028, 1, 20, 11), id="Date 5, arrêté du 08/06/2026"),
        pytest.param(date(2028, 4, 13), utc(2028, 4, 13, 10), id="Date 6, arrêté du 08/06/2026"),
        pytest.param(date(2026, 10, 24), utc(2026, 10, 24, 10), id="veille du passage à l’heure d’hiver"),
        pytest.param(date(2026, 10, 25), utc(2026, 10, 25, 11), id="jour du passage à l’heure d’hiver"),
        pytest.param(date(2027, 3, 27), utc(2027, 3, 27, 11), id="veille du passage à l’heure d’été"),
        pytest.param(date(2027, 3, 28), utc(2027, 3, 28, 10), id="jour du passage à l’heure d’été"),
        pytest.param(date(2028, 2, 29), utc(2028, 2, 29, 11), id="29 février"),
        pytest.param(date(2026, 12, 31), utc(2026, 12, 31, 11), id="31 décembre"),
    ],
)
def test_midi_a_paris_en_temps_universel(jour, attendu):
    assert instant_de_paris(jour, MIDI) == attendu
    assert instant_de_paris(jour, MIDI).utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("jour", "attendu", "relu"),
    [
        pytest.param(date(2026, 10, 25), utc(2026, 10, 25, 0, 30), time(2, 30), id="deux fois : la première"),
        pytest.param(date(2027, 3, 28), utc(2027, 3, 28, 1, 30), time(3, 30), id="n’existe pas : une heure après"),
    ],
)
def test_deux_heures_trente_les_nuits_de_changement(jour, attendu, relu):
    instant = instant_de_paris(jour, time(2, 30))

    assert instant == attendu
    assert instant.astimezone(PARIS).time() == relu


@given(JOURS, st.times().filter(lambda heure: heure.hour != 2))
def test_une_heure_de_paris_se_relit_telle_quelle(jour, heure):
    local = instant_de_paris(jour, heure).astimezone(PARIS)

    assert (local.date(), local.time()) == (jour, heure)


@given(INSTANTS)
def test_le_jour_de_paris_contient_l_instant(instant):
    jour = jour_de_paris(instant)

    assert instant_de_paris(jour, time()) <= instant < instant_de_paris(lendemain(jour), time())


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        pytest.param(utc(2026, 12, 31, 22, 59, 59), date(2026, 12, 31), id="dernière seconde de l’année"),
        pytest.param(utc(2026, 12, 31, 23), date(2027, 1, 1), id="minuit à Paris"),
        pytest.param(utc(2026, 7, 21, 22), date(2026, 7, 22), id="minuit à Paris, l’été"),
    ],
)
def test_minuit_est_celui_de_paris(instant, jour):
    assert jour_de_paris(instant) == jour


@pytest.mark.exigence("CAL-01")
@pytest.mark.parametrize(
    ("ecart", "attendu"),
    [
        pytest.param(timedelta(microseconds=-1), True, id="juste avant"),
        pytest.param(timedelta(), True, id="à l’instant même"),
        pytest.param(timedelta(microseconds=1), False, id="juste après"),
    ],
)
@pytest.mark.parametrize("fuseau", [UTC, PARIS, timezone(timedelta(hours=-10))])
def test_a_temps_jusqu_a_l_instant_compris(ecart, attendu, fuseau):
    limite = instant_de_paris(date(2027, 1, 20), MIDI)

    assert a_temps(recu_le=(limite + ecart).astimezone(fuseau), limite=limite) is attendu


@given(INSTANTS, INSTANTS, st.timedeltas(timedelta(), timedelta(days=900)))
def test_une_limite_repoussee_ne_met_personne_en_retard(recu_le, limite, report):
    if a_temps(recu_le=recu_le, limite=limite):
        assert a_temps(recu_le=recu_le, limite=limite + report)


@pytest.mark.parametrize(
    ("instant", "texte"),
    [
        pytest.param(utc(2026, 7, 22, 10), "22/07/2026 à 12:00 (heure de Paris)", id="heure d’été"),
        pytest.param(utc(2027, 1, 20, 11), "20/01/2027 à 12:00 (heure de Paris)", id="heure d’hiver"),
        pytest.param(utc(2027, 1, 20, 11, 0, 1), "20/01/2027 à 12:00:01 (heure de Paris)", id="une seconde après"),
        pytest.param(utc(2027, 1, 20, 10, 59, 59, 999_999), "20/01/2027 à 11:59:59 (heure de Paris)", id="avant"),
        pytest.param(
            utc(2027, 1, 20, 11, 0, 0, 300_000), "20/01/2027 à 12:00:00,300 (heure de Paris)", id="300 ms après"
        ),
        pytest.param(utc(2027, 1, 20, 11, 0, 0, 1), "20/01/2027 à 12:00:00,001 (heure de Paris)", id="1 µs après"),
    ],
)
def test_un_instant_se_lit_a_l_heure_de_paris(instant, texte):
    assert en_clair(instant) == texte


@given(INSTANTS)
def test_ce_qui_se_lit_comme_la_limite_est_la_limite(instant):
    limite = instant.replace(second=0, microsecond=0)

    assert (en_clair(instant) == en_clair(limite)) == (instant == limite)


@pytest.mark.parametrize(
    ("debut", "fin", "jours"),
    [
        pytest.param(utc(2026, 10, 24, 22, 30), utc(2026, 10, 25, 22, 30), 0, id="jour de 25 heures"),
        pytest.param(utc(2027, 3, 27, 23, 0), utc(2027, 3, 28, 21, 59), 0, id="jour de 23 heures"),
        pytest.param(utc(2027, 3, 28, 21, 59, 59), utc(2027, 3, 28, 22), 1, id="une seconde, deux jours"),
        pytest.param(utc(2028, 2, 28, 12), utc(2028, 3, 1, 12), 2, id="29 février"),
        pytest.param(utc(2026, 12, 31, 12), utc(2027, 1, 1, 12), 1, id="fin d’année"),
        pytest.param(utc(2026, 4, 15, 12), utc(2026, 8, 13, 12), 120, id="120 jours"),
    ],
)
def test_un_delai_compte_les_jours_de_paris(debut, fin, jours):
    assert jours_calendaires(debut, fin) == jours
    assert jours_calendaires(fin, debut) == -jours


@given(INSTANTS, INSTANTS, INSTANTS)
def test_les_delais_s_additionnent(a, b, c):
    assert jours_calendaires(a, b) + jours_calendaires(b, c) == jours_calendaires(a, c)


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="29 février, un an après"),
        pytest.param(date(2028, 2, 29), 48, date(2032, 2, 29), id="29 février, quatre ans après"),
        pytest.param(date(2027, 8, 31), 6, date(2028, 2, 29), id="31 août et six mois, année bissextile"),
        pytest.param(date(2026, 8, 31), 6, date(2027, 2, 28), id="31 août et six mois"),
        pytest.param(date(2026, 12, 31), 1, date(2027, 1, 31), id="31 décembre"),
        pytest.param(date(2026, 12, 31), 2, date(2027, 2, 28), id="31 décembre et deux mois"),
        pytest.param(date(2027, 1, 31), -1, date(2026, 12, 31), id="un mois avant"),
        pytest.param(date(2027, 1, 31), -11, date(2026, 2, 28), id="onze mois avant"),
    ],
)
def test_ajouter_des_mois(jour, mois, attendu):
    assert ajouter_mois(jour, mois) == attendu


@given(JOURS, st.integers(-120, 120))
def test_ajouter_des_mois_change_le_mois_et_garde_le_jour_quand_il_existe(jour, mois):
    resultat = ajouter_mois(jour, mois)

    assert (resultat.year * 12 + resultat.month) - (jour.year * 12 + jour.month) == mois
    assert resultat.day == min(jour.day, monthrange(resultat.year, resultat.month)[1])


@given(JOURS, JOURS, st.integers(-60, 60))
def test_ajouter_des_mois_garde_l_ordre(a, b, mois):
    premier, second = sorted((a, b))

    assert ajouter_mois(premier, mois) <= ajouter_mois(second, mois)


@given(JOURS)
def test_le_premier_du_mois_suivant_suit_le_dernier_jour_du_mois(jour):
    dernier = jour.replace(day=monthrange(jour.year, jour.month)[1])

    assert premier_du_mois_suivant(jour) == lendemain(dernier)
