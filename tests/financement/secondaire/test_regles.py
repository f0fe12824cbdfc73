"""Start, months, windows and level of the secondary service, at their bounds (AF 3.3, 4.5)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.regles.secondaire import calendrier
from financement.regles.secondaire.faits import Mois
from financement.regles.secondaire.mois import AU_PLUS, mois_recevable
from financement.regles.secondaire.parametres import regime
from financement.regles.secondaire.perf import en_ratio, fenetres, meilleure, niveau_atteint, perf
from segur.noyau.temps import ajouter_mois
from tests.financement.commandes.exemples import LGC, a
from tests.financement.secondaire.exemples import DEBUT, textes

UN, MOITIE, NUL = Decimal(1), Decimal("0.5"), Decimal(0)


@pytest.mark.exigence("SEC-01")
@pytest.mark.parametrize(
    ("va", "debut"),
    [
        (date(2027, 9, 1), date(2027, 10, 1)),
        (date(2027, 9, 30), date(2027, 10, 1)),
        (date(2027, 12, 31), date(2028, 1, 1)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
    ],
)
def test_la_secondaire_demarre_le_premier_du_mois_suivant_la_va(va: date, debut: date) -> None:
    assert calendrier.demarrage(va) == debut


@pytest.mark.exigence("SEC-02")
def test_dix_huit_mois_pour_constater() -> None:
    observes = list(calendrier.mois_observes(debut=DEBUT, regime=textes()))

    assert (len(observes), observes[0], observes[-1]) == (18, date(2027, 10, 1), date(2029, 3, 1))
    assert calendrier.fin_de_l_observation(debut=DEBUT, regime=textes()) == date(2029, 3, 31)


# Twenty months after 01/08/2027: 01/04/2029, in summer time; after 01/03/2028: 01/11/2029, in winter time.
@pytest.mark.exigence("SEC-02", "SEC-09")
@pytest.mark.parametrize(
    ("debut", "recu_le", "a_temps"),
    [
        (date(2027, 8, 1), a(2029, 4, 1, 0), True),
        (date(2027, 8, 1), a(2029, 4, 2, 0) - timedelta(microseconds=1), True),
        (date(2027, 8, 1), a(2029, 4, 2, 0), False),
        (date(2028, 3, 1), a(2029, 11, 2, 0) - timedelta(microseconds=1), True),
        (date(2028, 3, 1), a(2029, 11, 2, 0), False),
    ],
)
def test_la_demande_se_depose_vingt_mois_apres_au_plus(debut: date, recu_le: datetime, a_temps: bool) -> None:
    motif = calendrier.demande_a_temps(debut=debut, recu_le=recu_le, regime=textes())

    assert motif.satisfait is a_temps
    assert "4.5" in str(motif.reference)


@pytest.mark.exigence("SEC-04")
@pytest.mark.parametrize(
    ("dt", "dm", "attendu"),
    [
        (60, 60, NUL),
        (61, 61, UN),
        (100, 60, UN),
        (100, 59, MOITIE),
        (1000, 599, MOITIE),
        (100, 40, MOITIE),
        (100, 39, NUL),
        (1_000_000_007, 600_000_005, UN),
        (1_000_000_007, 600_000_004, MOITIE),
        (0, 0, NUL),
    ],
)
def test_perf_exactement_aux_bornes(dt: int, dm: int, attendu: Decimal) -> None:
    assert perf(dt=dt, dm=dm, seuils=textes().seuils) == attendu


def mois(rang: int, dt: int = 20, dm: int = 12) -> Mois:
    return Mois(ajouter_mois(DEBUT, rang), dt, dm, 50, 40, 3)


@pytest.mark.exigence("SEC-02")
def test_un_mois_manquant_ne_fait_pas_de_periode() -> None:
    trouvees = fenetres(mois=[mois(r) for r in range(8) if r != 1], debut=DEBUT, regime=textes())

    assert [f.debut for f in trouvees] == [date(2027, 12, 1)]
    assert trouvees[0].fin == date(2028, 5, 31)


@pytest.mark.exigence("SEC-02")
def test_la_meilleure_periode_et_a_egalite_la_premiere() -> None:
    journal = [mois(r, 20, 8) for r in range(6)] + [mois(r, 20, 20) for r in range(6, 14)]

    retenue = meilleure(fenetres(mois=journal, debut=DEBUT, regime=textes()))

    assert retenue is not None
    assert (retenue.perf, retenue.debut) == (UN, date(2027, 12, 1))  # 2 months at 100 %: 72 of 120


def test_hors_des_dix_huit_mois_rien_ne_compte() -> None:
    dehors = [mois(r) for r in (*range(-3, 3), *range(15, 21))]

    assert fenetres(mois=dehors, debut=DEBUT, regime=textes()) == []


def test_le_ratio_n_est_jamais_arrondi_vers_le_haut() -> None:
    (fenetre,) = fenetres(mois=[mois(r, 1000, 599 if r else 602) for r in range(6)], debut=DEBUT, regime=textes())

    assert (en_ratio(fenetre), fenetre.perf) == ("59,9 %", MOITIE)


@given(
    rangs=st.sets(st.integers(0, 17)),
    dts=st.lists(st.integers(0, 40), min_size=18, max_size=18),
    part=st.integers(0, 100),
)
def test_la_meilleure_periode_est_continue_complete_et_imbattue(rangs: set[int], dts: list[int], part: int) -> None:
    journal = [mois(r, dts[r], dts[r] * part // 100) for r in rangs]

    trouvees = fenetres(mois=journal, debut=DEBUT, regime=textes())
    retenue = meilleure(trouvees)

    assert len(trouvees) == sum(set(range(r, r + 6)) <= rangs for r in range(13))
    assert all(
        retenue is not None and (f.perf, -f.debut.toordinal()) <= (retenue.perf, -retenue.debut.toordinal())
        for f in trouvees
    )
    assert (retenue is None) == (not trouvees)


@given(va=st.dates(date(2025, 5, 1), date(2035, 12, 31)))
def test_les_mois_observes_se_suivent_depuis_la_va(va: date) -> None:
    debut = calendrier.demarrage(va)
    observes = list(calendrier.mois_observes(debut=debut, regime=textes()))

    assert debut.day == 1
    assert timedelta(0) < debut - va <= timedelta(31)
    assert all(
        suivant - un in (timedelta(d) for d in (28, 29, 30, 31))
        for un, suivant in zip(observes, observes[1:], strict=False)
    )


@pytest.mark.exigence("SEC-03")
@pytest.mark.parametrize(
    ("changements", "champs"),
    [
        ({}, set()),
        ({"dm": 21}, {"dm"}),
        ({"dm": 20}, set()),
        ({"tq": 51}, {"tq"}),
        ({"ts": 41}, {"ts"}),
        ({"dt": -1, "dm": -1}, {"dt", "dm"}),
        ({"t": AU_PLUS + 1}, {"t"}),
        ({"mois": date(2027, 9, 1)}, {"mois"}),
        ({"mois": date(2029, 4, 1)}, {"mois"}),
        ({"mois": date(2027, 10, 2)}, {"mois"}),
        ({"dm": 21, "tq": 51, "ts": 99}, {"dm", "tq", "ts"}),
    ],
)
def test_un_mois_coherent(changements: dict[str, object], champs: set[str]) -> None:
    valeurs = {"mois": DEBUT, "dt": 20, "dm": 12, "t": 50, "tq": 40, "ts": 3} | changements

    verdict = mois_recevable(mois=Mois(**valeurs), debut=DEBUT, jour=date(2029, 5, 1), regime=textes())  # type: ignore[arg-type]

    assert {motif.code for motif in verdict.obstacles} == champs


@pytest.mark.exigence("SEC-03")
def test_un_mois_se_transmet_une_fois_fini_et_apres_la_va() -> None:
    def codes(jour: date, debut: date | None = DEBUT) -> list[str]:
        return [m.code for m in mois_recevable(mois=mois(0), debut=debut, jour=jour, regime=textes()).obstacles]

    assert codes(date(2027, 10, 31)) == ["mois"]
    assert codes(date(2027, 11, 1)) == []
    assert codes(date(2027, 11, 1), debut=None) == ["commande"]


@pytest.mark.exigence("SEC-07")
@pytest.mark.parametrize(
    ("le", "annoncable"),
    [(a(2028, 8, 31, 23, 59), True), (a(2028, 9, 1, 0) - timedelta(microseconds=1), True), (a(2028, 9, 1, 0), False)],
)
def test_l_ans_a_six_mois_depuis_la_fin_du_mois_de_reception(le: datetime, annoncable: bool) -> None:
    motif = calendrier.verification_annoncable(transmis_le=a(2028, 2, 10), le=le, regime=textes())

    assert motif.satisfait is annoncable
    assert ("définitivement" in motif.explication) is not annoncable


@pytest.mark.exigence("SEC-14")
@pytest.mark.parametrize(("le", "a_temps"), [(a(2029, 2, 28, 23, 59), True), (a(2029, 3, 1, 0), False)])
def test_la_resiliation_se_dit_dans_les_douze_mois(le: datetime, a_temps: bool) -> None:
    motif = calendrier.resiliation_dite_a_temps(resiliee_le=date(2028, 2, 29), le=le, regime=textes())

    assert motif.satisfait is a_temps


@pytest.mark.exigence("SEC-12")
def test_sans_periode_complete_ou_sous_le_seuil_rien_n_est_significatif() -> None:
    vide = niveau_atteint(fenetre=None, regime=textes())
    (faible,) = fenetres(mois=[mois(r, 100, 39) for r in range(6)], debut=DEBUT, regime=textes())

    assert (vide.satisfait, "6 mois" in vide.explication) == (False, True)
    assert not niveau_atteint(fenetre=faible, regime=textes()).satisfait


def test_aucune_secondaire_ailleurs_ni_avant_le_texte() -> None:
    assert regime("HOP-DPI-Va2", date(2028, 1, 1)) is None
    assert regime(LGC, date(2025, 4, 29)) is None
