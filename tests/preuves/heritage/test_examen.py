"""Héritage and équivalence: a table of cases, each citing the catalogue."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from preuves.heritage import (
    HABILITATION_PROXY,
    INTEGRATION_INS,
    Attendue,
    Composant,
    Profil,
    Provenance,
    Reclamee,
    Situation,
    conditions,
    decisions,
    pieces,
    profils_admis,
)
from segur.noyau.regles import Reference, Version
from tests.preuves.heritage.situations import (
    A_DEPOSER,
    ATTESTEE,
    AUTRE_LGC,
    COMMUN,
    COMPLEMENTAIRE,
    DATE_2,
    DE_LGC,
    DPI,
    DUI,
    EN_LGC,
    EQUIVALENTE,
    HERITEE,
    INS,
    INS_DPI,
    INS_DPI_GENERAL,
    LGC,
    MODULE,
    MS1,
    MS2,
    NEUVE,
    PFI,
    PROPRE,
    SECONDE,
    TOUTES,
    VA1,
    audit,
    avec,
    dpi,
    exigee,
    obtenu,
)

NON_OBTENU = "n’est pas encore obtenu, ou sa date n’est pas connue"
CAS: list[tuple[Any, ...]] = [
    ("E3-09 : jamais référencé, scénario de vague 1", NEUVE, VA1, A_DEPOSER, "Aucun référencement antérieur"),
    ("E3-11 : jamais référencé, scénario de vague 2", NEUVE, COMMUN, A_DEPOSER, "Aucun référencement de vague 2"),
    ("HE-01 : référencé en vague 1, même dispositif", avec(NEUVE, MS1), VA1, HERITEE, "NRU MS1V1AAAAAA"),
    (
        "E3-10 : la vague 1 ne dispense pas de la vague 2",
        avec(NEUVE, MS1),
        COMMUN,
        A_DEPOSER,
        "Aucun référencement de vague 2",
    ),
    (
        "HE-02 : sans NRU d’héritage, le texte dit où le trouver",
        avec(NEUVE, replace(MS1, nru="")),
        VA1,
        A_DEPOSER,
        "l’attestation, la convention ou le rapport",
    ),
    (
        "HE-01 : vague 1 sur un autre dispositif",
        avec(NEUVE, replace(MS1, dispositif="LGC vague 1")),
        VA1,
        A_DEPOSER,
        "autre dispositif",
    ),
    (
        "HE-01 : dispositif de vague 1 inconnu",
        avec(NEUVE, replace(MS1, dispositif="")),
        VA1,
        A_DEPOSER,
        "n’est pas connu",
    ),
    (
        "HE-03 : MS1 et MS2, deux NRU d’héritage",
        avec(NEUVE, MS1, MS2),
        VA1,
        HERITEE,
        "NRU MS1V1AAAAAA, NRU MS2V1BBBBBB",
    ),
    (
        "HE-03 : un seul des deux NRU convient",
        avec(NEUVE, replace(MS1, dispositif="LGC vague 1"), MS2),
        VA1,
        HERITEE,
        "(NRU MS2V1BBBBBB)",
    ),
    (
        "HE-10 : scénario commun validé en LGC vague 2",
        DE_LGC,
        COMMUN,
        EQUIVALENTE,
        "déjà validé en vague 2 (NRU LGCV2CCCCCC)",
    ),
    ("HE-18 : scénario propre au DUI", DE_LGC, PROPRE, A_DEPOSER, "n’est pas commun"),
    ("HE-10 : scénario commun, sans preuve validée en vague 2", DE_LGC, VA1, A_DEPOSER, "n’y a pas été validé"),
    (
        "HE-11 : composant principal différent",
        replace(DE_LGC, composant_principal_identique=False),
        COMMUN,
        A_DEPOSER,
        "n’est pas identique",
    ),
    (
        "HE-11 : composant principal non attesté",
        replace(DE_LGC, composant_principal_identique=None),
        COMMUN,
        A_DEPOSER,
        "Rien n’atteste",
    ),
    (
        "HE-12 : même dispositif en vague 2",
        avec(ATTESTEE, replace(EN_LGC, dispositif=DUI)),
        COMMUN,
        EQUIVALENTE,
        "LGCV2CCCCCC",
    ),
    ("HE-12 : DPI vague 2", avec(ATTESTEE, replace(EN_LGC, dispositif=DPI)), COMMUN, EQUIVALENTE, "LGCV2CCCCCC"),
    (
        "HE-12 : PFI vague 2 n’est pas reconnu",
        avec(ATTESTEE, replace(EN_LGC, dispositif=PFI)),
        COMMUN,
        A_DEPOSER,
        "Aucun texte ne prévoit",
    ),
    (
        "HE-12 : le guichet LGC n’a pas d’équivalence",
        replace(DE_LGC, dispositif=LGC),
        COMMUN,
        A_DEPOSER,
        "Aucun texte ne prévoit",
    ),
    (
        "HE-13 : le second NRU de vague 2 ne compte pas",
        avec(ATTESTEE, EN_LGC, AUTRE_LGC),
        PROPRE,
        A_DEPOSER,
        "un seul NRU d’équivalence est retenu (LGCV2CCCCCC)",
    ),
    (
        "HE-13 : le premier n’est pas obtenu, le second est retenu",
        avec(ATTESTEE, replace(EN_LGC, reference_le=None), AUTRE_LGC),
        PROPRE,
        EQUIVALENTE,
        "LGCV2DDDDDD",
    ),
    ("HE-14 : référencement encore en cours", obtenu(None), COMMUN, A_DEPOSER, NON_OBTENU),
    (
        "HE-15 : référencement la veille de la Date 2",
        obtenu(DATE_2 - timedelta(days=1)),
        COMMUN,
        EQUIVALENTE,
        "LGCV2CCCCCC",
    ),
    ("HE-15 : Date 2 moins une seconde", obtenu(DATE_2 - SECONDE), COMMUN, EQUIVALENTE, "LGCV2CCCCCC"),
    ("HE-15 : à l’instant de la Date 2", obtenu(DATE_2), COMMUN, EQUIVALENTE, "LGCV2CCCCCC"),
    (
        "HE-15 : Date 2 plus une seconde",
        obtenu(DATE_2 + SECONDE),
        COMMUN,
        A_DEPOSER,
        "10/01/2027 à 23:59 (heure de Paris)",
    ),
    (
        "HE-15 : Date 2 non publiée",
        replace(DE_LGC, date_2=Version(date(2026, 6, 1), None, Reference("guide"))),
        COMMUN,
        EQUIVALENTE,
        "LGCV2CCCCCC",
    ),
    (
        "HE-15 : aucun texte ne fixe la Date 2",
        replace(DE_LGC, date_2=None),
        COMMUN,
        A_DEPOSER,
        "Aucun texte en vigueur",
    ),
    (
        "HE-17 : attestation absente",
        replace(DE_LGC, attestation=False),
        COMMUN,
        A_DEPOSER,
        "L’attestation sur l’honneur manque",
    ),
    (
        "HE-18 : preuves validées inconnues",
        avec(ATTESTEE, replace(EN_LGC, scenarios_valides=None)),
        COMMUN,
        A_DEPOSER,
        "ne sont pas connues",
    ),
    ("HE-01 : vague 1 et vague 2 déclarées ensemble", avec(ATTESTEE, MS1, EN_LGC), VA1, HERITEE, "MS1V1AAAAAA"),
    ("HE-20 a : non-conformité après audit", audit(DE_LGC, COMMUN), COMMUN, COMPLEMENTAIRE, "autre produit"),
    ("HE-20 a : déjà à déposer, une seule fois", audit(DE_LGC, PROPRE), PROPRE, A_DEPOSER, "n’est pas commun"),
    (
        "HE-20 b : nouveau composant, LGC vague 2",
        replace(DE_LGC, composants=(MODULE,)),
        COMMUN,
        COMPLEMENTAIRE,
        "« Module documents »",
    ),
    (
        "HE-20 b : nouveau composant, MS vague 1",
        avec(NEUVE, MS1, composants=(replace(MODULE, chapitres=frozenset({INS})),)),
        VA1,
        COMPLEMENTAIRE,
        "Module documents",
    ),
    ("HE-20 b : composant d’un autre chapitre", avec(NEUVE, MS1, composants=(MODULE,)), VA1, HERITEE, "MS1V1AAAAAA"),
    (
        "HE-20 b : déjà à déposer, une seule fois",
        replace(DE_LGC, composants=(MODULE,)),
        PROPRE,
        A_DEPOSER,
        "n’est pas commun",
    ),
    ("HE-21 : DPI vague 1, preuve de vague 1", dpi(frozenset({"Général"})), VA1, HERITEE, "DPIV1AAAAAA"),
    (
        "E3-41 : DPI vague 1 sans « Intégration INS »",
        dpi(frozenset({"Général"})),
        INS_DPI,
        A_DEPOSER,
        "ne comprenait pas le profil",
    ),
    ("E3-41 : d’après le profil historique", dpi(frozenset({"Général"})), INS_DPI_GENERAL, A_DEPOSER, "devenu général"),
    (
        "E3-41 : DPI vague 1 avec « Intégration INS »",
        dpi(frozenset({INTEGRATION_INS})),
        INS_DPI,
        HERITEE,
        "DPIV1AAAAAA",
    ),
    ("E3-41 : profils de vague 1 inconnus", dpi(None), INS_DPI, A_DEPOSER, "ne sait pas"),
    ("E3-41 : ne vaut que pour le DPI", avec(NEUVE, MS1), INS_DPI, HERITEE, "MS1V1AAAAAA"),
    (
        "E3-42 : preuve de vague 1 exigée par l’ANS",
        exigee(avec(NEUVE, MS1), VA1),
        VA1,
        A_DEPOSER,
        "Contrôle du tableau de bord",
    ),
    ("E3-42 : ne vaut que pour la vague 1", exigee(DE_LGC, COMMUN), COMMUN, EQUIVALENTE, "LGCV2CCCCCC"),
]


@pytest.mark.exigence(
    "DUI-05",
    "E1-24",
    "E1-26",
    "E2-22",
    "E2-26",
    "E3-09",
    "E3-10",
    "E3-11",
    "E3-12",
    "E3-40",
    "E3-41",
    "E3-42",
    "HE-01",
    "HE-02",
    "HE-03",
    "HE-04",
    "HE-10",
    "HE-11",
    "HE-12",
    "HE-13",
    "HE-14",
    "HE-15",
    "HE-17",
    "HE-18",
    "HE-20",
    "HE-21",
)
@pytest.mark.parametrize(
    ("situation", "preuve", "provenance", "raison"), [pytest.param(*cas, id=nom) for nom, *cas in CAS]
)
def test_une_decision(situation: Situation, preuve: Attendue, provenance: Provenance, raison: str) -> None:
    decision = decisions(situation, TOUTES)[preuve.identifiant]

    assert decision.provenance == provenance
    assert raison in decision.motif
    assert decision.reference


@pytest.mark.exigence("HE-20")
@pytest.mark.parametrize(
    ("situation", "attendues"),
    [
        pytest.param(replace(DE_LGC, nouveau_proxy=True), [HABILITATION_PROXY], id="LGC vague 2 et nouveau Proxy"),
        pytest.param(DE_LGC, [], id="sans nouveau Proxy"),
        pytest.param(replace(ATTESTEE, nouveau_proxy=True), [], id="jamais référencé"),
        pytest.param(avec(ATTESTEE, replace(EN_LGC, dispositif=DPI), nouveau_proxy=True), [], id="DPI vague 2"),
        pytest.param(replace(DE_LGC, nouveau_proxy=True, attestation=False), [], id="équivalence non acquise"),
    ],
)
def test_l_habilitation_du_proxy_est_une_piece_complementaire(situation: Situation, attendues: list[str]) -> None:
    assert list(pieces(situation)) == attendues


@pytest.mark.exigence("HE-11", "HE-15", "HE-17", "HE-18")
def test_tout_ce_qui_manque_se_lit_d_un_coup() -> None:
    situation = avec(NEUVE, replace(EN_LGC, reference_le=None, scenarios=None, scenarios_valides=None))

    (condition,) = conditions(situation, TOUTES)

    assert condition.titre == "Équivalence, NRU LGCV2CCCCCC"
    assert [motif.code for motif in condition.verdict.obstacles] == [
        "principal_identique",
        "attestation",
        "obtenu_avant_date_2",
        "preuves_connues",
    ]


@pytest.mark.exigence("HE-13", "E1-22")
def test_le_nru_ecarte_le_dit() -> None:
    premiere, seconde = conditions(avec(ATTESTEE, EN_LGC, AUTRE_LGC), TOUTES)

    assert premiere.verdict.favorable
    assert [m.explication for m in seconde.verdict.obstacles] == ["Un seul NRU d’équivalence est retenu : LGCV2CCCCCC."]


@pytest.mark.exigence("E2-22", "E2-23")
def test_un_chapitre_qui_n_est_pas_du_rem_se_voit() -> None:
    inconnu = Composant("Orientation", frozenset({"Interopérabilité ViaTrajectoire", *MODULE.chapitres}))

    *_, condition = conditions(replace(DE_LGC, composants=(inconnu,)), TOUTES)

    assert [m.satisfait for m in condition.verdict.motifs] == [True, False]
    assert "Interopérabilité ViaTrajectoire" in condition.verdict.obstacles[0].explication


def test_une_preuve_reclamee_qui_n_est_pas_attendue_se_voit() -> None:
    *_, condition = conditions(replace(DE_LGC, exigees=(Reclamee("X/01.01.01", "?"),)), TOUTES)

    assert [m.explication for m in condition.verdict.obstacles] == ["La preuve X/01.01.01 n’est pas attendue ici."]


@pytest.mark.exigence("E3-39")
@pytest.mark.parametrize(
    ("le", "deja_retenu", "admis"),
    [
        pytest.param(DATE_2 - SECONDE, False, True, id="Date 2 moins une seconde"),
        pytest.param(DATE_2, False, True, id="à la Date 2"),
        pytest.param(DATE_2 + SECONDE, False, False, id="Date 2 plus une seconde"),
        pytest.param(DATE_2 + SECONDE, True, True, id="déjà retenu avant la Date 2"),
    ],
)
def test_un_profil_optionnel_ne_s_ajoute_pas_apres_la_date_2(le: datetime, deja_retenu: bool, admis: bool) -> None:
    profils = (Profil("general", "Général", est_general=True), Profil("pa", "PA", deja_retenu=deja_retenu))

    codes, verdict = profils_admis(replace(NEUVE, le=le, profils=profils))

    assert codes == ({"general", "pa"} if admis else {"general"})
    assert verdict.favorable is admis
