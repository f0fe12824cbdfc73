"""Since when a client must be told something: each boundary just before, at, just after."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from financement.regles import devoirs as regles
from financement.regles.devoirs import DATE_2, DELAI, INCAPACITE, Devoir, Solution
from segur.noyau.regles import Reference, Version
from segur.noyau.temps import instant_de_paris

TEXTE = Reference("AF", "4.3")
MICRO = timedelta(microseconds=1)
SIGNE_LE = date(2026, 5, 4)
MIDI_DE_LA_DATE_2 = instant_de_paris(date(2026, 11, 20), time(12))
FIN_DU_120E = instant_de_paris(SIGNE_LE + timedelta(days=121), time())
"""Midnight in Paris after the last day, that counts whole."""


def solution(**changements: Any) -> Solution:
    valeurs: dict[str, Any] = {
        "reference_le": None,
        "complet_le": None,
        "delai": Version(date(2025, 4, 30), 120, TEXTE),
        "neutralisation": Version(date(2026, 6, 11), date(2026, 4, 15), TEXTE),
        "date_2": Version(date(2025, 4, 30), MIDI_DE_LA_DATE_2, TEXTE),
        "texte": TEXTE,
    }
    return Solution(**valeurs | changements)


def motifs(le: datetime, signe_le: date = SIGNE_LE, incapable_le: datetime | None = None, **faits: Any) -> list[str]:
    dus = regles.devoirs(signe_le=signe_le, solution=solution(**faits), incapable_le=incapable_le, le=le)
    return [devoir.motif for devoir in dus]


@pytest.mark.exigence("MSG-10", "CMD-08")
@pytest.mark.parametrize(
    ("le", "attendus"), [(FIN_DU_120E - MICRO, []), (FIN_DU_120E, [DELAI]), (FIN_DU_120E + MICRO, [DELAI])]
)
def test_le_120e_jour_compte_entier(le: datetime, attendus: list[str]) -> None:
    assert motifs(le) == attendus


@pytest.mark.exigence("MSG-10", "CMD-08")
@pytest.mark.parametrize(("ecart", "attendus"), [(-MICRO, []), (timedelta(), []), (MICRO, [DATE_2])])
def test_la_date_2_a_midi(ecart: timedelta, attendus: list[str]) -> None:
    assert motifs(MIDI_DE_LA_DATE_2 + ecart, signe_le=date(2026, 11, 1)) == attendus


@pytest.mark.exigence("CMD-04", "CMD-05", "CMD-08")
@pytest.mark.parametrize(
    ("signe_le", "complet", "attendus"),
    [
        (SIGNE_LE, SIGNE_LE + timedelta(days=120), []),
        (SIGNE_LE, SIGNE_LE + timedelta(days=121), [DELAI]),
        (date(2026, 4, 14), None, [DATE_2]),  # neutralised, not dispensed from Date 2
        (date(2026, 4, 15), None, [DELAI, DATE_2]),
    ],
)
def test_dossier_complet_et_neutralisation(signe_le: date, complet: date | None, attendus: list[str]) -> None:
    complet_le = instant_de_paris(complet, time(9)) if complet else None
    assert motifs(MIDI_DE_LA_DATE_2 + MICRO, signe_le=signe_le, complet_le=complet_le) == attendus


@pytest.mark.exigence("CMD-08")
@pytest.mark.parametrize(("ecart", "attendus"), [(-MICRO, [DELAI]), (timedelta(), [DELAI]), (MICRO, [DELAI, DATE_2])])
def test_un_dossier_complet_a_la_date_2_est_a_l_heure(ecart: timedelta, attendus: list[str]) -> None:
    assert motifs(MIDI_DE_LA_DATE_2 + timedelta(days=1), complet_le=MIDI_DE_LA_DATE_2 + ecart) == attendus


@pytest.mark.parametrize(
    ("signe_le", "attendus"), [(date(2026, 5, 9), [DELAI]), (date(2026, 5, 10), []), (date(2026, 5, 11), [])]
)
def test_rien_n_est_du_pour_un_bon_signe_une_fois_la_solution_referencee(signe_le: date, attendus: list[str]) -> None:
    reference_le = instant_de_paris(date(2026, 5, 10), time(15))
    faits: dict[str, Any] = {"reference_le": reference_le, "complet_le": reference_le + timedelta(days=400)}
    dus = motifs(MIDI_DE_LA_DATE_2, signe_le=signe_le, **faits)
    assert dus == attendus


def test_sans_texte_rien_n_est_invente() -> None:
    tard = MIDI_DE_LA_DATE_2 + timedelta(days=90)
    assert motifs(tard, delai=None) == []
    assert motifs(tard, date_2=None) == [DELAI]
    assert motifs(tard, date_2=Version(date(2025, 4, 30), None, TEXTE)) == [DELAI]
    assert regles.devoirs(signe_le=SIGNE_LE, solution=None, incapable_le=None, le=tard) == ()


@pytest.mark.exigence("REA-03", "MSG-10")
def test_l_incapacite_se_dit_des_qu_elle_est_declaree() -> None:
    declaree = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    dus = regles.devoirs(signe_le=SIGNE_LE, solution=solution(), incapable_le=declaree, le=declaree)
    assert [(devoir.motif, devoir.depuis) for devoir in dus] == [(INCAPACITE, declaree)]
    assert set(regles.MOTIFS) == {DELAI, DATE_2, INCAPACITE}


def test_le_plus_ancien_d_abord_avec_son_instant_et_son_texte() -> None:
    dus = regles.devoirs(
        signe_le=SIGNE_LE, solution=solution(), incapable_le=None, le=MIDI_DE_LA_DATE_2 + timedelta(days=1)
    )
    assert [(du.motif, du.depuis, str(du.reference)) for du in dus] == [
        (DELAI, FIN_DU_120E, "AF, 4.3"),
        (DATE_2, MIDI_DE_LA_DATE_2, "AF, 4.3"),
    ]


@pytest.mark.parametrize(
    ("informe_le", "recevable"),
    [
        (date(2026, 9, 1), False),  # the eve of the fact
        (date(2026, 9, 2), True),
        (date(2026, 9, 10), True),  # today
        (date(2026, 9, 11), False),
    ],
)
def test_ni_avant_le_fait_ni_a_venir(informe_le: date, recevable: bool) -> None:
    devoir = Devoir(DELAI, FIN_DU_120E, "Expiré.", TEXTE)
    verdict = regles.information_confirmable(devoir=devoir, deja_le=None, informe_le=informe_le, jour=date(2026, 9, 10))
    assert verdict.favorable is recevable
    codes = [motif.code for motif in verdict.obstacles]
    assert codes == ([] if recevable else ["saisie:informe_le"])


def test_rien_a_confirmer_ou_deja_fait() -> None:
    devoir, jour = Devoir(DELAI, FIN_DU_120E, "Expiré.", TEXTE), date(2026, 9, 10)
    rien = regles.information_confirmable(devoir=None, deja_le=None, informe_le=jour, jour=jour)
    fait = regles.information_confirmable(devoir=devoir, deja_le=jour, informe_le=jour, jour=jour)
    assert [motif.code for motif in rien.obstacles + fait.obstacles] == ["devoir", "deja"]
