from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from segur.noyau.dispositifs.models import Dispositif, Profil, VersionEcheance
from segur.noyau.regles import HorsPeriode
from segur.noyau.temps import PARIS

VEILLE = datetime(2026, 6, 10, 23, 59, 59, tzinfo=PARIS)
PARUTION = datetime(2026, 6, 11, 0, 0, tzinfo=PARIS)


@pytest.mark.exigence("CAL-02", "CAL-05")
@pytest.mark.parametrize(
    ("numero", "initiale", "modifiee"),
    [
        pytest.param(1, datetime(2025, 10, 15, 10, tzinfo=UTC), datetime(2025, 10, 15, 10, tzinfo=UTC), id="Date 1"),
        pytest.param(2, datetime(2026, 7, 22, 10, tzinfo=UTC), datetime(2027, 1, 20, 11, tzinfo=UTC), id="Date 2"),
        pytest.param(3, datetime(2026, 10, 14, 10, tzinfo=UTC), datetime(2027, 4, 6, 10, tzinfo=UTC), id="Date 3"),
        pytest.param(4, datetime(2026, 12, 16, 11, tzinfo=UTC), datetime(2027, 7, 16, 10, tzinfo=UTC), id="Date 4"),
        pytest.param(5, datetime(2027, 7, 13, 10, tzinfo=UTC), datetime(2028, 1, 20, 11, tzinfo=UTC), id="Date 5"),
        pytest.param(6, datetime(2027, 10, 13, 10, tzinfo=UTC), datetime(2028, 4, 13, 10, tzinfo=UTC), id="Date 6"),
    ],
)
def test_le_calendrier_lgc_change_le_jour_de_la_parution(dispositifs, numero, initiale, modifiee):
    lgc = dispositifs["MDV-LGC-Va2"]

    valeurs = [lgc.echeance(numero, au=instant).valeur for instant in (VEILLE, PARUTION)]

    assert valeurs == [initiale, modifiee]


@pytest.mark.exigence("CAL-02")
def test_le_jour_est_celui_de_paris(dispositifs):
    lgc = dispositifs["MDV-LGC-Va2"]

    depuis = [lgc.echeance(2, au=datetime(2026, 6, 10, heure, tzinfo=UTC)).depuis for heure in (21, 22)]

    assert depuis == [date(2025, 4, 30), date(2026, 6, 11)]


def test_la_version_dit_son_texte_et_son_hypothese(dispositifs):
    reference = dispositifs["MDV-LGC-Va2"].echeance(2, au=PARUTION).reference

    assert "arrêté du 8 juin 2026" in str(reference)
    assert "12h00" in reference.hypothese


@pytest.mark.exigence("CAL-20", "CAL-21")
def test_les_dates_du_dui(dispositifs):
    dui = dispositifs["MS-DUI-Va2"]
    au = datetime(2026, 7, 1, tzinfo=UTC)

    valeurs = [dui.echeance(numero, au=au).valeur for numero in range(7)]

    assert valeurs == [
        None,
        datetime(2026, 10, 1, 21, 59, tzinfo=UTC),
        datetime(2027, 1, 10, 22, 59, tzinfo=UTC),
        None,
        None,
        None,
        None,
    ]


@pytest.mark.exigence("CAL-31", "CAL-32")
@pytest.mark.parametrize(
    ("code", "date_4"),
    [("HOP-DPI-Va2", datetime(2025, 12, 17, 11, tzinfo=UTC)), ("HOP-PFI-Va2", datetime(2025, 9, 17, 10, tzinfo=UTC))],
)
def test_les_dates_de_l_hopital(dispositifs, code, date_4):
    au = datetime(2024, 7, 5, tzinfo=UTC)

    versions = [dispositifs[code].echeance(numero, au=au) for numero in (1, 2, 3, 4)]

    assert [v.valeur for v in versions] == [
        datetime(2024, 11, 19, 11, tzinfo=UTC),
        datetime(2025, 6, 18, 10, tzinfo=UTC),
        datetime(2025, 9, 17, 10, tzinfo=UTC),
        date_4,
    ]
    assert ["12h00" in v.reference.hypothese for v in versions] == [True, True, True, False]


@pytest.mark.exigence("B-FIN-02")
def test_les_dates_de_la_drimbox(dispositifs):
    au = datetime(2025, 9, 1, tzinfo=UTC)

    valeurs = [dispositifs["IMG-DB-Va2"].echeance(numero, au=au).valeur for numero in range(1, 7)]

    assert valeurs == [
        datetime(2025, 9, 10, 10, tzinfo=UTC),
        datetime(2026, 5, 13, 10, tzinfo=UTC),
        datetime(2026, 9, 16, 10, tzinfo=UTC),
        datetime(2026, 11, 10, 11, tzinfo=UTC),
        datetime(2027, 9, 15, 10, tzinfo=UTC),
        datetime(2027, 12, 15, 11, tzinfo=UTC),
    ]


def test_aucune_date_du_ris_n_est_inventee(dispositifs):
    au = datetime(2026, 1, 1, tzinfo=UTC)

    assert {dispositifs["IMG-RIS-Va2"].echeance(numero, au=au).valeur for numero in range(7)} == {None}


def test_avant_le_premier_texte_aucune_date_n_existe(dispositifs):
    with pytest.raises(HorsPeriode, match="Date 2 — LGC vague 2"):
        dispositifs["MDV-LGC-Va2"].echeance(2, au=datetime(2025, 4, 29, 21, 59, tzinfo=UTC))


def test_un_dispositif_sans_calendrier_n_a_aucune_date(db):
    dispositif = Dispositif(code="X", libelle="X", vague=2)
    dispositif.save()

    with pytest.raises(HorsPeriode, match="aucun texte"):
        dispositif.echeance(1, au=PARUTION)


def test_un_calendrier_deja_lu_ne_coute_aucune_requete(dispositifs, django_assert_num_queries):
    with django_assert_num_queries(2):
        lus = list(Dispositif.objects.avec_calendrier())
    with django_assert_num_queries(0):
        versions = [lu.echeance(numero, au=PARUTION) for lu in lus for numero in range(7)]

    assert len(versions) == 42


def test_une_echeance_a_un_numero_et_un_texte(dispositifs):
    echeance = VersionEcheance(dispositif=dispositifs["MS-DUI-Va2"], numero=7, depuis=date(2027, 1, 1), texte="arrêté")

    with pytest.raises(ValidationError, match="de la Date 0 à la Date 6"):
        echeance.full_clean()


def test_un_dispositif_n_a_qu_un_profil_general(dispositifs):
    with pytest.raises(IntegrityError):
        Profil.objects.create(dispositif=dispositifs["MS-DUI-Va2"], code="autre", libelle="Autre", est_general=True)
