"""What a payment waits for, when it is expected, how long it has waited: tables of plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from financement.regles.tresorerie.ages import TRANCHES, bornes, en_jours, tranche_de
from financement.regles.tresorerie.etapes import ETAPES, QUI, etape, etape_de
from financement.regles.tresorerie.faits import Faits
from financement.regles.tresorerie.prevision import MINIMUM, Delai, Delais, attendre, mesurer

Table = dict[str, tuple[dict[str, Any], str]]
VALIDE = Faits(commande="validee")
JOUR, LE = date(2026, 11, 29), datetime(2026, 11, 29, 12, tzinfo=UTC)

AVANCE: Table = {
    "payee": ({"paiement": "payee", "incapable": True}, ""),
    "envoyee": ({"paiement": "envoyee"}, "asp"),
    "en_lot": ({"paiement": "en_lot", "incapable": True}, "asp"),
    "sans_suite": ({"commande": "rejetee", "demande": "rejetee"}, ""),
    "incapacite": ({"incapable": True}, ""),
    "sans_coordonnees": ({"coordonnees": "aucune"}, "editeur"),
    "delai_iban": ({"coordonnees": "delai", "paiement": "compte_rejete"}, "asp"),
    "compte_rejete": ({"paiement": "compte_rejete"}, "editeur"),
    "a_payer": ({}, "asp"),
    "place_disputee": ({"commande": "deposee", "demande": "deposee", "place_disputee": True}, "asp"),
    "a_valider": ({"commande": "controlee", "demande": "controlee"}, "asp"),
    "a_instruire": ({"commande": "deposee", "demande": "deposee"}, "asp"),
    "a_corriger": ({"commande": "a_modifier", "demande": "a_modifier"}, "editeur"),
    "a_deposer": ({"commande": "incomplete", "demande": "incomplete"}, "editeur"),
}
SOLDE: Table = {
    "payee": ({"paiement": "payee"}, ""),
    "attend_l_avance": ({"commande": "controlee"}, "asp"),
    "attend_la_commande": ({"commande": "a_modifier"}, "editeur"),
    "rien": ({"nulle": True}, ""),
    "a_reverser": ({"demande": "validee", "a_reverser": True, "coordonnees": "aucune"}, "editeur"),
    "a_payer": ({"demande": "validee", "forclos": True, "pilotes": "a_constituer"}, "asp"),
    "a_instruire": ({"demande": "deposee", "forclos": True}, "asp"),
    "retrait": ({"retiree": True, "forclos": True, "demande": "validee"}, ""),
    "forclose": ({"forclos": True, "realisation": "hors_delai", "demande": "brouillon"}, ""),
    "date_5_passee": ({"realisation": "hors_delai", "pilotes": "transmis"}, ""),
    "pilotes_a_verifier": ({"pilotes": "transmis", "preserie": False}, "ans"),
    "pilotes_a_constituer": ({"pilotes": "a_constituer", "preserie": False}, "editeur"),
    "preserie": ({"preserie": False, "demande": "brouillon"}, "editeur"),
    "demande_incomplete": ({"demande": "brouillon", "realisation": "attestee"}, "editeur"),
    "va_attendue": ({"realisation": "attestee", "pilotes": "inconnus"}, "client"),
    "a_realiser": ({}, "editeur"),
}
SECONDAIRE: Table = {
    "sans_objet": ({"secondaire": False, "demande": "validee"}, ""),
    "a_payer": ({"demande": "validee", "resiliee": True, "forclos": True}, "asp"),
    "retrait": ({"retiree": True, "resiliee": True}, ""),
    "resiliee": ({"resiliee": True, "forclos": True}, ""),
    "solde_perdu": ({"solde": "perdu"}, ""),
    "forclose": ({"forclos": True, "journal": True, "solde": "valide"}, ""),
    "attend_le_solde": ({"solde": "ouvert", "journal": True}, "editeur"),
    "demande_incomplete": ({"demande": "brouillon", "solde": "valide"}, "editeur"),
    "secondaire_a_demander": ({"journal": True, "solde": "valide"}, "editeur"),
    "en_observation": ({"solde": "valide"}, "editeur"),
}
CAS: list[tuple[str, str, Any, str]] = [
    *[("avance", code, {"demande": "validee"} | faits, qui) for code, (faits, qui) in AVANCE.items()],
    *[("solde", code, faits, qui) for code, (faits, qui) in SOLDE.items()],
    *[("secondaire", code, faits, qui) for code, (faits, qui) in SECONDAIRE.items()],
]


@pytest.mark.parametrize(("part", "code", "faits", "qui"), CAS)
def test_une_seule_chose_bloque_et_l_on_sait_qui_doit_agir(part: str, code: str, faits: dict, qui: str) -> None:
    trouvee = etape_de(part, replace(VALIDE, **faits))

    assert (trouvee.code, trouvee.qui) == (code, qui)


@pytest.mark.parametrize("part", ETAPES)
def test_chaque_etape_s_explique_et_dit_de_quoi_elle_depend(part: str) -> None:
    for une in ETAPES[part]:
        assert une.pourquoi.endswith(".")
        assert bool(une.des_que) == une.attendue, une.code
        assert bool(une.section) or not une.attendue, une.code
        assert QUI[une.code] == une.qui, "one code, one actor, whatever the part"
    assert not ETAPES[part][-1].si
    assert all(une.si for une in ETAPES[part][:-1])


CONNUS = Delais(depuis_la_decision=Delai(12, 40), depuis_le_depot=Delai(30, 40))


@pytest.mark.parametrize(
    ("code", "base", "delais", "attendu", "estimee"),
    [
        ("en_lot", date(2026, 12, 4), Delais(), date(2026, 12, 4), False),
        ("envoyee", date(2026, 11, 20), CONNUS, date(2026, 11, 20), False),
        ("a_payer", date(2026, 11, 18), CONNUS, date(2026, 11, 30), True),
        ("a_payer", date(2026, 11, 17), CONNUS, JOUR, True),
        ("a_payer", date(2026, 11, 16), CONNUS, JOUR, True),
        ("a_payer", date(2026, 11, 18), Delais(), None, False),
        ("a_instruire", date(2026, 11, 18), CONNUS, date(2026, 12, 18), True),
        ("a_valider", date(2026, 11, 18), Delais(depuis_la_decision=Delai(12, 40)), None, False),
        ("a_corriger", date(2026, 11, 18), CONNUS, None, False),
        ("a_payer", None, CONNUS, None, False),
        ("payee", date(2026, 11, 18), CONNUS, None, False),
    ],
)
def test_une_date_vient_d_un_lot_ou_d_une_mesure_jamais_d_ailleurs(
    code: str, base: date | None, delais: Delais, attendu: date | None, estimee: bool
) -> None:
    attente = attendre(etape=etape("avance", code), base=base, jour=JOUR, delais=delais)

    assert (attente.le, attente.estimee) == (attendu, estimee)
    assert attente.mois == (attendu and attendu.replace(day=1))


def test_l_estimation_dit_comment_elle_est_faite() -> None:
    def dit(base: date, delais: Delais = CONNUS) -> str:
        return attendre(etape=etape("avance", "a_payer"), base=base, jour=JOUR, delais=delais).dit

    assert dit(date(2026, 11, 18)) == "estimation : 12 jours après la décision, médiane des 40 derniers paiements"
    assert dit(date(2026, 11, 17)).endswith("derniers paiements")
    assert dit(date(2026, 11, 16)).endswith(", déjà dépassée")
    assert dit(date(2026, 11, 18), Delais()) == "dès que l’ASP prépare un lot de paiement"


def test_une_mediane_demande_assez_de_paiements() -> None:
    assert mesurer([3] * (MINIMUM - 1)) is None
    assert mesurer([3] * MINIMUM) == Delai(3, MINIMUM)
    assert mesurer([1] * 6 + [90] * 6) == Delai(1, 12)


@pytest.mark.parametrize(("jours", "rang"), [(0, 0), (7, 0), (30, 1), (90, 2), (365, 3)])
def test_une_tranche_comprend_son_dernier_instant(jours: int, rang: int) -> None:
    depuis = LE - timedelta(days=jours)

    assert tranche_de(depuis, LE) == TRANCHES[rang]
    juste_avant = tranche_de(depuis - timedelta(seconds=1), LE)
    assert juste_avant == TRANCHES[min(rang + (jours in (7, 30, 90)), 3)]
    for instant in (depuis, depuis - timedelta(seconds=1)):
        dedans = [t for t in TRANCHES if _dans(instant, *bornes(t, LE))]
        assert dedans == [tranche_de(instant, LE)]
    assert en_jours(depuis, LE) == jours


def _dans(instant: datetime, debut: datetime | None, fin: datetime | None) -> bool:
    return (debut is None or instant >= debut) and (fin is None or instant < fin)
