"""When a palier is due, to the second, whatever the clocks of Paris do meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from candidatures.rappels import regles
from segur.noyau.temps import PARIS, en_clair

SECONDE = timedelta(seconds=1)
LONGTEMPS = datetime(2020, 1, 1, tzinfo=UTC)
ORDINAIRE = datetime(2026, 11, 18, 12, tzinfo=PARIS)
HEURE_D_ETE = datetime(2027, 3, 28, 12, tzinfo=PARIS)
HEURE_D_HIVER = datetime(2026, 10, 25, 12, tzinfo=PARIS)
BISSEXTILE = datetime(2028, 2, 29, 12, tzinfo=PARIS)
SAINT_SYLVESTRE = datetime(2026, 12, 31, 23, 59, tzinfo=PARIS)
PALIERS = [palier.code for palier in regles.PALIERS]


def a_l_heure(limite: datetime, code: str) -> datetime:
    return regles.instant_du_palier(limite=limite, palier=regles.PAR_CODE[code])


def dus(limite: datetime, le: datetime, ouverte_le: datetime = LONGTEMPS) -> list[str]:
    return [palier.code for palier in regles.dus(limite=limite, le=le, ouverte_le=ouverte_le)]


@pytest.mark.exigence("E1-03")
@pytest.mark.parametrize("rang", range(len(PALIERS)), ids=PALIERS)
@pytest.mark.parametrize(
    "limite", [ORDINAIRE, HEURE_D_ETE, HEURE_D_HIVER, BISSEXTILE, SAINT_SYLVESTRE], ids=lambda limite: f"{limite:%d/%m}"
)
def test_un_palier_est_du_a_son_heure_et_pas_une_seconde_avant(limite: datetime, rang: int) -> None:
    heure = a_l_heure(limite, PALIERS[rang])

    assert dus(limite, heure - SECONDE) == PALIERS[:rang]
    assert dus(limite, heure) == PALIERS[: rang + 1]
    assert dus(limite, heure + SECONDE) == PALIERS[: rang + 1]


@pytest.mark.parametrize(
    ("limite", "code", "attendu"),
    [
        (HEURE_D_ETE, "J-1", "27/03/2027 à 12:00 (heure de Paris)"),
        (HEURE_D_ETE, "J-30", "26/02/2027 à 12:00 (heure de Paris)"),
        (HEURE_D_ETE, "H-2", "28/03/2027 à 10:00 (heure de Paris)"),
        (HEURE_D_HIVER, "J-1", "24/10/2026 à 12:00 (heure de Paris)"),
        (HEURE_D_HIVER, "J-7", "18/10/2026 à 12:00 (heure de Paris)"),
        (BISSEXTILE, "J-1", "28/02/2028 à 12:00 (heure de Paris)"),
        (BISSEXTILE, "J-30", "30/01/2028 à 12:00 (heure de Paris)"),
        (SAINT_SYLVESTRE, "J-30", "01/12/2026 à 23:59 (heure de Paris)"),
        (datetime(2028, 3, 1, 12, tzinfo=PARIS), "J-1", "29/02/2028 à 12:00 (heure de Paris)"),
        (datetime(2027, 1, 1, 12, tzinfo=PARIS), "J-1", "31/12/2026 à 12:00 (heure de Paris)"),
    ],
    ids=str,
)
def test_n_jours_avant_il_est_la_meme_heure_a_paris(limite: datetime, code: str, attendu: str) -> None:
    assert en_clair(a_l_heure(limite, code)) == attendu


def test_la_veille_d_un_changement_d_heure_dure_vingt_trois_ou_vingt_cinq_heures() -> None:
    ecarts = [(limite.astimezone(UTC) - a_l_heure(limite, "J-1")) for limite in (HEURE_D_ETE, HEURE_D_HIVER)]

    assert ecarts == [timedelta(hours=23), timedelta(hours=25)]


def test_h_2_est_deux_heures_vraies_avant_meme_dans_la_nuit_du_changement_d_heure() -> None:
    limite = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 3:30 in Paris, half an hour after 2:00 became 3:00

    assert en_clair(a_l_heure(limite, "H-2")) == "28/03/2027 à 00:30 (heure de Paris)"


def test_plus_rien_n_est_du_a_l_heure_de_l_echeance() -> None:
    assert (dus(ORDINAIRE, ORDINAIRE - SECONDE), dus(ORDINAIRE, ORDINAIRE)) == (PALIERS, [])


@pytest.mark.parametrize(("secondes", "attendu"), [(-1, ["J-7"]), (0, ["J-7"]), (1, [])])
def test_un_palier_d_avant_l_ouverture_ne_concerne_pas_la_candidature(secondes: int, attendu: list[str]) -> None:
    heure = a_l_heure(ORDINAIRE, "J-7")

    assert dus(ORDINAIRE, heure + timedelta(days=2), heure + timedelta(seconds=secondes)) == attendu


@pytest.mark.parametrize(("code", "suivant"), [*zip(PALIERS, PALIERS[1:], strict=False), ("H-2", "")])
def test_un_palier_n_est_plus_utile_des_que_le_suivant_est_venu(code: str, suivant: str) -> None:
    palier, fin = regles.PAR_CODE[code], a_l_heure(ORDINAIRE, suivant) if suivant else ORDINAIRE

    assert regles.encore_utile(limite=ORDINAIRE, palier=palier, le=fin - SECONDE) is True
    assert regles.encore_utile(limite=ORDINAIRE, palier=palier, le=fin) is False


@pytest.mark.parametrize(
    ("le", "attendu"),
    [
        (datetime(2026, 11, 11, 12, tzinfo=PARIS), "dans 7 jours"),
        (datetime(2026, 11, 17, 0, 1, tzinfo=PARIS), "demain"),
        (datetime(2026, 11, 18, 10, tzinfo=PARIS), "aujourd’hui"),
    ],
)
def test_le_delai_se_dit_en_jours_de_paris(le: datetime, attendu: str) -> None:
    assert regles.dans(limite=ORDINAIRE, le=le) == attendu


def test_les_premiers_sont_nommes_et_les_autres_comptes() -> None:
    noms = [f"P{rang}" for rang in range(1, 16)]

    assert regles.nommer([("chapitre INS", noms), ("chapitre MES", noms[:2]), ("chapitre VIDE", [])]) == [
        f"chapitre INS : {', '.join(noms[:12])}, et 3 autres",
        "chapitre MES : 2 preuves",
        "chapitre VIDE : complet, à soumettre",
    ]
    assert regles.enumerer(noms[:13]) == [*noms[:12], "et 1 autre"]
    assert regles.enumerer(noms[:12]) == noms[:12]


def test_un_motif_long_tient_sur_une_ligne() -> None:
    assert regles.abreger("Illisible.\n Page 2.") == "Illisible. Page 2."
    assert len(regles.abreger("mot " * 200)) <= regles.MOTS
