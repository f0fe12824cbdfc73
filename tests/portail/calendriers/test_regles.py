"""The rules of an amendment, at their boundaries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from segur.portail.calendriers import regles

JUIN = date(2026, 6, 8)
JOUR = timedelta(days=1)
LIMITE = datetime(2026, 7, 22, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


@pytest.mark.parametrize(("ecart", "admis"), [(-JOUR, False), (0 * JOUR, True), (JOUR, True)])
def test_un_texte_ne_prend_pas_effet_avant_sa_date(ecart: timedelta, admis: bool) -> None:
    assert regles.effet_apres_le_texte(effet=JUIN + ecart, signe_le=JUIN).satisfait is admis
    assert regles.parution_apres_le_texte(jo_le=JUIN + ecart, signe_le=JUIN).satisfait is admis


def test_un_texte_qui_n_est_pas_paru_au_jo_est_admis() -> None:
    assert regles.parution_apres_le_texte(jo_le=None, signe_le=JUIN).satisfait


@pytest.mark.parametrize(
    ("dates", "desordres"),
    [
        pytest.param({1: LIMITE, 2: LIMITE, 3: LIMITE}, 0, id="égales"),
        pytest.param({1: LIMITE, 2: LIMITE + JOUR}, 0, id="en ordre"),
        pytest.param({1: LIMITE, 2: LIMITE - SECONDE}, 1, id="une seconde avant"),
        pytest.param({1: LIMITE, 2: None, 3: LIMITE - SECONDE}, 1, id="par-dessus une date inconnue"),
        pytest.param({1: None, 2: None}, 0, id="inconnues"),
        pytest.param({0: LIMITE + JOUR, 1: LIMITE}, 0, id="la Date 0 n’est pas une échéance"),
        pytest.param({1: LIMITE, 2: LIMITE - JOUR, 3: LIMITE - 2 * JOUR}, 2, id="tous les désordres sont dits"),
    ],
)
def test_les_dates_se_suivent_ou_la_personne_le_confirme(dates: dict[int, datetime | None], desordres: int) -> None:
    motif = regles.dates_en_ordre(dispositif="LGC", dates=dates, confirme=False)
    confirme = regles.dates_en_ordre(dispositif="LGC", dates=dates, confirme=True)

    assert motif.satisfait is (desordres == 0)
    assert motif.explication.count("précède la Date") == desordres
    assert confirme.satisfait


@pytest.mark.parametrize(
    ("avant", "apres", "le", "attendue"),
    [
        pytest.param(LIMITE, LIMITE - JOUR, LIMITE - JOUR, "", id="à l’instant même de la nouvelle"),
        pytest.param(LIMITE, LIMITE - JOUR, LIMITE - JOUR + SECONDE, "en_retard", id="une seconde après la nouvelle"),
        pytest.param(LIMITE, LIMITE + JOUR, LIMITE, "", id="à l’instant même de l’ancienne"),
        pytest.param(LIMITE, LIMITE + JOUR, LIMITE + SECONDE, "a_temps", id="une seconde après l’ancienne"),
        pytest.param(LIMITE, LIMITE + JOUR, LIMITE + JOUR + SECONDE, "", id="après les deux"),
        pytest.param(LIMITE, None, LIMITE + SECONDE, "a_temps", id="n’est plus publiée"),
        pytest.param(None, LIMITE, LIMITE + SECONDE, "en_retard", id="n’était pas publiée"),
    ],
)
def test_un_dossier_bascule_quand_l_instant_tombe_entre_les_deux_dates(
    avant: datetime | None, apres: datetime | None, le: datetime, attendue: str
) -> None:
    assert regles.bascule(avant=avant, apres=apres, le=le) == attendue


@pytest.mark.exigence("CAL-05")
@pytest.mark.parametrize(
    ("avant", "apres", "jours"),
    [
        pytest.param(LIMITE, datetime(2027, 1, 20, 11, tzinfo=UTC), 182, id="l’arrêté du 8 juin, heure d’hiver"),
        pytest.param(LIMITE, LIMITE - JOUR, -1, id="avancée"),
        pytest.param(None, LIMITE, None, id="inconnue"),
    ],
)
def test_l_ecart_compte_des_jours_calendaires(avant: datetime | None, apres: datetime, jours: int | None) -> None:
    assert regles.ecart(avant=avant, apres=apres) == jours
