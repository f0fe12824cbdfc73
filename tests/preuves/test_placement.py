"""From a file name to the one expected proof it is for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuves.placement import Place, Plan

IDENTIFIANTS = ["DOC/va1.06.01.01", "DOC/va1.06.01.02", "DOC/va1.06", "HB-2/01.01.01", "hb 2/01.01.01", "X/1.1"]
PLACES = [Place(cle, identifiant) for cle, identifiant in enumerate(IDENTIFIANTS)]
PLAN = Plan([*PLACES, Place(90, "FIN/01.01.01", "preuve déjà conforme.")])


def designee(chemin: str) -> str | None:
    place = PLAN.placer(chemin).place
    return place.identifiant if place else None


@pytest.mark.parametrize(
    "chemin",
    [
        "DOC/va1.06.01.01/capture.pdf",
        "DOC_va1.06.01.01 – capture (2).PDF",
        "doc-va1-06-01-01.png",
        "Dépôt/DÔC va1_06_01_01.png",
        "DOC/va1.06/01.01/écran.png",
        "2026-07-01 DOC_va1.06.01.01_1.pdf",
        "DOC\\va1.06.01.01\\capture.pdf",
        "DOC_va1.06.01.01-02.pdf",
        "DOC_va1.06/DOC_va1.06.01.01.pdf",
    ],
)
def test_un_identifiant_entier_designe_sa_preuve(chemin: str) -> None:
    assert designee(chemin) == "DOC/va1.06.01.01"


@pytest.mark.parametrize(
    ("chemin", "raison"),
    [
        pytest.param("capture.pdf", "Aucun identifiant", id="rien"),
        pytest.param("va1.06.01.01.pdf", "Aucun identifiant", id="tronqué au début"),
        pytest.param("DOC_va1.06.01.011.pdf", "Aucun identifiant", id="plus long que le mot"),
        pytest.param("XDOC_va1.06.01.01.pdf", "Aucun identifiant", id="collé à un autre mot"),
        pytest.param("DOC_va1.06.01.03.pdf", "Aucun identifiant", id="une preuve non attendue"),
        pytest.param("DOC.va1.06.01.01.02.pdf", "Aucun identifiant", id="un numéro de plus"),
        pytest.param(
            "DOC_va1.06.01.01/DOC_va1.06.01.02.pdf",
            "2 preuves possibles : DOC/va1.06.01.01, DOC/va1.06.01.02.",
            id="deux identifiants",
        ),
        pytest.param(
            "hb-2-01-01-01.pdf", "2 preuves possibles : HB-2/01.01.01, hb 2/01.01.01.", id="deux qui se lisent pareil"
        ),
        pytest.param("FIN_01.01.01.pdf", "FIN/01.01.01 : preuve déjà conforme.", id="fermée"),
        pytest.param("", "Aucun identifiant", id="vide"),
    ],
)
def test_le_reste_n_est_pas_devine(chemin: str, raison: str) -> None:
    placement = PLAN.placer(chemin)

    assert placement.place is None
    assert placement.raison.startswith(raison)


def test_l_identifiant_le_plus_long_l_emporte() -> None:
    assert designee("DOC_va1.06 - note.pdf") == "DOC/va1.06"
    assert designee("DOC_va1.06 et DOC_va1.06.01.02.pdf") == "DOC/va1.06.01.02"


NOMBRES = st.integers(1, 99).map("{:02}".format)
IDS = st.builds("{}/{}.{}.{}".format, st.sampled_from(["DOC", "MES", "INS"]), NOMBRES, NOMBRES, NOMBRES)
SEPARATEURS = st.sampled_from(["/", "_", "-", " ", ".", " – "])


@given(st.sets(IDS, min_size=1, max_size=30), st.data())
def test_un_nom_qui_porte_un_identifiant_y_mene_quels_que_soient_les_separateurs(ids: set[str], data: st.DataObject):
    voulu = data.draw(st.sampled_from(sorted(ids)))
    plan = Plan(Place(rang, identifiant) for rang, identifiant in enumerate(sorted(ids)))
    chemin = "".join(data.draw(SEPARATEURS) if c in "/." else c for c in voulu)
    nom = data.draw(st.sampled_from(["{}.pdf", "{} (2).PDF", "dossier/{}/capture.png", "preuve_{}_v3.docx"]))

    place = plan.placer(nom.format(chemin)).place

    assert place is not None
    assert place.identifiant == voulu


@given(st.sets(IDS, max_size=20), st.text(max_size=60))
def test_ce_qui_est_place_porte_bien_l_identifiant_et_le_reste_a_une_raison(ids: set[str], chemin: str) -> None:
    placement = Plan(Place(rang, identifiant) for rang, identifiant in enumerate(sorted(ids))).placer(chemin)

    assert placement.raison.endswith(".")
    if placement.place:
        assert {mot.lower() for mot in placement.place.identifiant.replace(".", "/").split("/")} <= set(
            Plan([Place(0, chemin)]).par_mots.popitem()[0]
        )


@given(st.sets(IDS, min_size=2, max_size=2))
def test_deux_identifiants_ne_se_departagent_jamais(ids: set[str]) -> None:
    un, deux = sorted(ids)
    placement = Plan([Place(1, un), Place(2, deux)]).placer(f"{un} et {deux}.pdf")

    assert (placement.place, placement.raison) == (None, f"2 preuves possibles : {un}, {deux}.")
