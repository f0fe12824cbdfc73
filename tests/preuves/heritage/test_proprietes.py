"""Héritage and équivalence: what holds whatever the situation."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from preuves.heritage import (
    HABILITATION_PROXY,
    INTEGRATION_INS,
    Anterieur,
    Attendue,
    Composant,
    Decision,
    Provenance,
    Reclamee,
    Situation,
    decisions,
    pieces,
)
from tests.preuves.heritage.situations import (
    A_DEPOSER,
    COMPLEMENTAIRE,
    DATE_2,
    DOCUMENTS,
    DPI,
    DUI,
    GUICHET,
    INS,
    LE,
    LGC,
    PFI,
    SECONDE,
    attendue,
)

SCENARIOS = ("SC.A/B.01.01", "LGC.A/B.02.01", "MS.A/B.03.01", "A/va1.04.01", "PSC.05.01")
CHAPITRES = (INS, DOCUMENTS, "Pro Santé Connect")
TEXTES = st.sampled_from([DUI, LGC, DPI, PFI, "MS1", "MS2", "LGC vague 1", ""])
SOUS_ENSEMBLE = st.none() | st.frozensets(st.sampled_from([*SCENARIOS, "A/B.01.01", "A/B.02.01"]))
PREUVES = st.lists(
    st.builds(
        attendue,
        st.sampled_from(SCENARIOS),
        st.sampled_from([1, 2]),
        chapitre=st.sampled_from(CHAPITRES),
        profil=st.sampled_from(["Général", INTEGRATION_INS]),
        historique=st.sampled_from(["", INTEGRATION_INS]),
    ),
    unique_by=lambda preuve: preuve.identifiant,
)
RECLAMEES = st.lists(st.builds(Reclamee, st.sampled_from([f"{s}.01" for s in SCENARIOS]), st.just("?")), max_size=2)
INSTANTS = st.none() | st.sampled_from([DATE_2 - SECONDE, DATE_2, DATE_2 + SECONDE])
NRUS = st.builds(
    Anterieur,
    nru=st.sampled_from(["", "A", "B", "C"]),
    vague=st.sampled_from([1, 2]),
    dispositif=TEXTES,
    reference_le=INSTANTS,
    profils=st.none() | st.frozensets(st.sampled_from(["Général", INTEGRATION_INS])),
    scenarios=SOUS_ENSEMBLE,
    scenarios_valides=SOUS_ENSEMBLE,
)
COMPOSANTS = st.builds(Composant, st.sampled_from(["X", "Y"]), st.frozensets(st.sampled_from(CHAPITRES)))
SITUATIONS = st.builds(
    Situation,
    dispositif=st.sampled_from([DUI, LGC, DPI]),
    le=st.just(LE),
    date_2=st.sampled_from([GUICHET, None]),
    anterieurs=st.lists(NRUS, max_size=3).map(tuple),
    composant_principal_identique=st.sampled_from([True, True, False, None]),
    attestation=st.booleans(),
    composants=st.lists(COMPOSANTS, max_size=2).map(tuple),
    exigees=RECLAMEES.map(tuple),
    non_conformes=RECLAMEES.map(tuple),
    nouveau_proxy=st.booleans(),
)
SOUVENT = settings(max_examples=300, deadline=None)


def a_deposer(situation: Situation, preuves: list[Attendue]) -> set[str]:
    return {cle for cle, decision in decisions(situation, preuves).items() if not decision.est_dispense}


@SOUVENT
@given(SITUATIONS, PREUVES)
def test_chaque_preuve_a_une_decision_et_une_raison(situation: Situation, preuves: list[Attendue]) -> None:
    decidees = decisions(situation, preuves)

    assert list(decidees) == [preuve.identifiant for preuve in preuves]
    assert all(d.motif.strip() and d.reference and d.provenance != Provenance.RETIREE for d in decidees.values())
    assert all(d.depend_de for d in decidees.values() if d.provenance != A_DEPOSER)


@SOUVENT
@given(SITUATIONS, PREUVES, NRUS)
def test_un_nru_de_plus_n_ajoute_aucune_preuve_a_deposer(
    situation: Situation, preuves: list[Attendue], nru: Anterieur
) -> None:
    augmentee = replace(situation, anterieurs=(*situation.anterieurs, nru))

    assert a_deposer(augmentee, preuves) <= a_deposer(situation, preuves)
    assert set(pieces(augmentee)) <= {HABILITATION_PROXY}


def _differentes(avant: dict[str, Decision], apres: dict[str, Decision]) -> list[tuple[Decision, Decision]]:
    return [(avant[cle], apres[cle]) for cle in avant if avant[cle] != apres[cle]]


@SOUVENT
@given(SITUATIONS, PREUVES, COMPOSANTS)
def test_un_composant_ne_touche_que_ce_qui_en_depend(
    situation: Situation, preuves: list[Attendue], composant: Composant
) -> None:
    augmentee = replace(situation, composants=(*situation.composants, composant))

    for avant, apres in _differentes(decisions(situation, preuves), decisions(augmentee, preuves)):
        assert composant.source in {*avant.depend_de, *apres.depend_de}
        assert apres.provenance == COMPLEMENTAIRE


@SOUVENT
@given(SITUATIONS, PREUVES, NRUS)
def test_un_nru_ne_touche_que_ce_qui_en_depend(situation: Situation, preuves: list[Attendue], nru: Anterieur) -> None:
    augmentee = replace(situation, anterieurs=(*situation.anterieurs, nru))

    for avant, apres in _differentes(decisions(situation, preuves), decisions(augmentee, preuves)):
        assert nru.source in {*avant.depend_de, *apres.depend_de}
