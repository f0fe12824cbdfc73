"""CAP-01 to CAP-06: thresholds and their bounds, a draw that can be made again."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.regles import campagnes as regles

LE = datetime(2026, 9, 1, 10, tzinfo=UTC)
POPULATION = {1: list(range(100, 160)), 2: list(range(200, 230)), 3: list(range(300, 310))}


@pytest.mark.exigence("CAP-02", "CAP-03", "CAP-04", "HOP-07")
@pytest.mark.parametrize(
    ("dispositif", "mesures", "conforme"),
    [
        pytest.param("HOP-DPI-Va2", {}, False, id="CAP-02 rien"),
        pytest.param("HOP-DPI-Va2", {"consultations_dmp": 0}, False, id="CAP-02 zéro"),
        pytest.param("HOP-DPI-Va2", {"consultations_dmp": 1}, True, id="CAP-02 une consultation"),
        pytest.param("HOP-PFI-Va2", {"documents_dmp": 9, "messages_mssante": 10}, False, id="CAP-03 neuf documents"),
        pytest.param("HOP-PFI-Va2", {"documents_dmp": 10, "messages_mssante": 9}, False, id="CAP-03 neuf messages"),
        pytest.param("HOP-PFI-Va2", {"documents_dmp": 10, "messages_mssante": 10}, True, id="CAP-03 dix et dix"),
    ],
)
def test_les_seuils_a_leur_borne(dispositif: str, mesures: dict[str, int], conforme: bool) -> None:
    version = regles.seuils(dispositif=dispositif, le=LE)
    assert version is not None
    assert regles.seuils_atteints(version=version, mesures=mesures).favorable is conforme


@pytest.mark.exigence("CAP-06")
@pytest.mark.parametrize("dispositif", ["MDV-LGC-Va2", "MS-DUI-Va2", "IMG-RIS-Va2", "IMG-DB-Va2"])
def test_sans_seuil_publie_un_agent_decide(dispositif: str) -> None:
    assert regles.seuils(dispositif=dispositif, le=LE) is None
    assert regles.seuils_atteints(version=None, mesures={}).motifs == ()


def test_aucun_seuil_avant_le_texte() -> None:
    assert regles.seuils(dispositif="HOP-DPI-Va2", le=datetime(2024, 7, 4, 21, 59, tzinfo=UTC)) is None
    assert regles.seuils(dispositif="HOP-DPI-Va2", le=datetime(2024, 7, 4, 22, 0, tzinfo=UTC)) is not None


@pytest.mark.exigence("CAP-05")
def test_les_delais_a_la_microseconde() -> None:
    fin = regles.reponse_jusqu_au(le=LE)
    assert fin == regles.preuves_jusqu_au(le=LE) == datetime(2026, 10, 1, 21, 59, 59, 999999, tzinfo=UTC)
    apres = fin + timedelta(microseconds=1)
    assert regles.dans_le_delai(recu_le=fin, jusqu_au=fin).satisfait
    assert not regles.delai_passe(le=fin, jusqu_au=fin).satisfait
    assert not regles.dans_le_delai(recu_le=apres, jusqu_au=fin).satisfait
    assert regles.delai_passe(le=apres, jusqu_au=fin).satisfait


@pytest.mark.exigence("CAP-01")
def test_le_meme_tirage_par_la_meme_graine_et_lui_seul() -> None:
    tire = regles.tirer(graine="2026-09", population=POPULATION, taille=10)
    melangee = {strate: cles[::-1] for strate, cles in reversed(POPULATION.items())}
    assert regles.tirer(graine="2026-09", population=melangee, taille=10) == tire
    assert regles.empreinte_de_la_population(melangee) == regles.empreinte_de_la_population(POPULATION)
    assert regles.tirer(graine="2026-10", population=POPULATION, taille=10) != tire
    assert Counter(cle // 100 for cle in tire) == {1: 6, 2: 3, 3: 1}
    assert len(set(tire)) == 10


def test_le_tirage_est_fige() -> None:
    """As `sha256sum` and `sort` give it: a draw published once must come out the same for ever."""
    assert regles.tirer(graine="figee", population={1: list(range(1, 21))}, taille=4) == [1, 6, 14, 20]


@pytest.mark.parametrize(
    ("effectifs", "taille", "attendu"),
    [
        ({1: 60, 2: 30, 3: 10}, 10, {1: 6, 2: 3, 3: 1}),
        ({1: 98, 2: 1, 3: 1}, 10, {1: 8, 2: 1, 3: 1}),
        ({1: 5, 2: 5}, 3, {1: 2, 2: 1}),
        ({1: 5, 2: 5}, 1, {1: 1, 2: 0}),
        ({1: 2, 2: 1}, 9, {1: 2, 2: 1}),
        ({}, 5, {}),
    ],
)
def test_la_repartition_par_fournisseur(effectifs: dict[int, int], taille: int, attendu: dict[int, int]) -> None:
    assert regles.repartir(effectifs=effectifs, taille=taille) == attendu


@given(st.dictionaries(st.integers(1, 50), st.integers(1, 200), min_size=1), st.integers(1, 500))
def test_la_repartition_est_entiere_et_bornee(effectifs: dict[int, int], taille: int) -> None:
    parts = regles.repartir(effectifs=effectifs, taille=taille)
    assert sum(parts.values()) == min(taille, sum(effectifs.values()))
    assert all(0 <= parts[strate] <= n for strate, n in effectifs.items())
    assert taille < len(effectifs) or all(parts.values())


def test_chaque_commande_a_sa_chance() -> None:
    """Over many seeds, each order is drawn about one time in four."""
    comptes = Counter(
        cle for g in range(400) for cle in regles.tirer(graine=str(g), population={1: list(range(20))}, taille=5)
    )
    assert set(comptes) == set(range(20))
    assert all(60 < compte < 140 for compte in comptes.values())


@pytest.mark.parametrize(
    ("changements", "attendus"),
    [
        ({}, []),
        ({"au": date(2026, 8, 31)}, []),
        ({"au": date(2026, 8, 30)}, ["saisie:au"]),
        ({"graine": " "}, ["saisie:graine"]),
        ({"taille": 0}, ["saisie:taille"]),
        ({"effectif": 0}, ["population"]),
    ],
)
def test_une_campagne_recevable(changements: dict[str, object], attendus: list[str]) -> None:
    voulu = {"effectif": 3, "taille": 1, "graine": "g", "du": date(2026, 8, 31), "au": date(2026, 9, 1)} | changements
    assert [m.code for m in regles.campagne_recevable(**voulu).obstacles] == attendus  # type: ignore[arg-type]
