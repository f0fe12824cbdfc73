"""Days and instants of a balance, just before, at and just after each bound. Ids cite the catalogue."""

from datetime import date, timedelta
from typing import Any

import pytest

from financement.regles.commande.faits import Issue
from segur.noyau.regles import Version
from tests.financement.commandes.exemples import MODIFIE, a, bon_valide
from tests.financement.soldes.exemples import (
    DATE_5,
    DATE_6,
    constat_de,
    contexte_favorable,
    declaration_valide,
    limite,
)

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
MICROSECONDE = timedelta(microseconds=1)
TARD: dict[str, Any] = {"recu_le": DATE_5 + MICROSECONDE}
Champs = dict[str, Any]


def ligne(nom: str, declare: Champs, autour: Champs, code: str, issue: Issue, *exigences: str) -> Any:
    marques = pytest.mark.exigence(*(exigences or nom.split()[:1]))
    return pytest.param(declare, autour, code, issue, id=nom, marks=marques)


def fini(annee: int, mois: int, jour: int) -> Champs:
    return {"achevee_le": date(annee, mois, jour)}


def signee(annee: int, mois: int, jour: int) -> Champs:
    return {"va_signee_le": date(annee, mois, jour)}


ACHEVEMENT = [
    ligne("REA-01 la veille de la Date 5", fini(2028, 1, 19), {}, "achevement", OUI, "REA-01", "SOL-01"),
    ligne("REA-01 le jour de la Date 5", fini(2028, 1, 20), {}, "achevement", OUI, "REA-01", "SOL-01"),
    ligne("REA-01 le lendemain", fini(2028, 1, 21), {}, "achevement", NON, "REA-01", "SOL-01"),
    ligne("REA-01 Date 5 non publiée", {}, {"date_5": limite(None)}, "achevement", A_VOIR),
    ligne("REA-01 Date 5 sans texte", {}, {"date_5": None}, "achevement", A_VOIR),
    ligne("SOL-01 achevée le jour de la réception", fini(2027, 10, 1), {}, "deja_achevee", OUI),
    ligne("SOL-01 achevée le lendemain", fini(2027, 10, 2), {}, "deja_achevee", NON),
    ligne("SOL-01 le jour est celui de Paris", fini(2027, 10, 1), {"recu_le": a(2027, 10, 1, 0)}, "deja_achevee", OUI),
    ligne(
        "SOL-01 une microseconde avant minuit", fini(2027, 10, 1),
        {"recu_le": a(2027, 10, 1, 0) - MICROSECONDE}, "deja_achevee", NON,
    ),
    ligne("PIL-F06 achevée le jour de la signature", fini(2026, 10, 5), {}, "debut", OUI),
    ligne("PIL-F06 achevée la veille", fini(2026, 10, 4), {}, "debut", NON),
    ligne("PIL-F06 le jour du référencement", fini(2026, 11, 2), {"reference_le": a(2026, 11, 2, 18)}, "debut", OUI),
    ligne("PIL-F06 avant le référencement", fini(2026, 11, 1), {"reference_le": a(2026, 11, 2, 18)}, "debut", NON),
    ligne("PIL-F06 jamais référencée", {}, {"reference_le": None}, "debut", NON),
]  # fmt: skip

ATTESTATION = [
    ligne("SOL-02 l’instant d’avant la Date 5", {}, {"recu_le": DATE_5 - MICROSECONDE}, "attestation", OUI),
    ligne("SOL-02 à 12:00:00", {}, {"recu_le": DATE_5}, "attestation", OUI, "SOL-02", "CAL-01"),
    ligne("SOL-02 à 12:00:00,000001 sans attestation", {}, TARD, "attestation", NON, "SOL-02", "REA-02"),
    ligne(
        "REA-02 déclarée l’instant d’avant la Date 5", {},
        TARD | {"attestee_le": DATE_5 - MICROSECONDE}, "attestation", OUI, "REA-02", "SOL-02",
    ),
    ligne("REA-02 déclarée à la Date 5", {}, TARD | {"attestee_le": DATE_5}, "attestation", OUI, "REA-02", "SOL-02"),
    ligne(
        "REA-02 déclarée l’instant d’après", {},
        TARD | {"attestee_le": DATE_5 + MICROSECONDE}, "attestation", NON, "REA-02", "SOL-02",
    ),
    ligne("SOL-02 Date 5 non publiée", {}, {"date_5": limite(None)}, "attestation", A_VOIR),
]  # fmt: skip

RECEPTION = [
    ligne("SOL-03 l’instant d’avant la Date 6", {}, {"recu_le": DATE_6 - MICROSECONDE}, "reception", OUI),
    ligne("SOL-03 à 12:00:00", {}, {"recu_le": DATE_6}, "reception", OUI, "SOL-03", "CAL-01"),
    ligne("SOL-03 à 12:00:00,000001", {}, {"recu_le": DATE_6 + MICROSECONDE}, "reception", NON),
    ligne("SOL-03 Date 6 non publiée", {}, {"date_6": limite(None)}, "reception", A_VOIR),
    ligne("SOL-03 Date 6 sans texte", {}, {"date_6": None}, "reception", A_VOIR),
]

ACQUITTES: Champs = {"pilotes_acquittes_le": a(2027, 9, 14, 23, 59)}
VA = [
    ligne("PIL-F09 la veille de la validation", signee(2027, 9, 13), ACQUITTES, "va_apres_pilotes", NON),
    ligne("PIL-F09 le jour de la validation", signee(2027, 9, 14), ACQUITTES, "va_apres_pilotes", OUI),
    ligne("PIL-F09 le lendemain", signee(2027, 9, 15), ACQUITTES, "va_apres_pilotes", OUI),
    ligne("PIL-F09 pilotes non validés", {}, {"pilotes_acquittes_le": None}, "va_apres_pilotes", NON),
    ligne("SOL-06 signée le jour de l’achèvement", signee(2027, 9, 10), {}, "va_apres_achevement", OUI),
    ligne("SOL-06 signée la veille", signee(2027, 9, 9), {}, "va_apres_achevement", NON),
    ligne("REA-11 signée le jour de la réception", signee(2027, 10, 1), {}, "va_avant_reception", OUI),
    ligne("REA-11 signée le lendemain", signee(2027, 10, 2), {}, "va_avant_reception", NON),
]

LE_14, LE_15 = {"facture_du": date(2027, 9, 14)}, {"facture_du": date(2027, 9, 15)}
FACTURE = [
    ligne("REA-30 le jour de la VA", LE_14, {}, "facture_apres_va", OUI),
    ligne("REA-30 la veille de la VA", {"facture_du": date(2027, 9, 13)}, {}, "facture_apres_va", NON),
    ligne("REA-30 avant l’achèvement, VA antérieure", LE_14 | fini(2027, 9, 15), {}, "facture_apres_va", NON),
    ligne("REA-30 le jour de l’achèvement", LE_15 | fini(2027, 9, 15), {}, "facture_apres_va", OUI),
    ligne("REA-30 le jour de la réception", {"facture_du": date(2027, 10, 1)}, {}, "facture_avant_reception", OUI),
    ligne("REA-30 le lendemain", {"facture_du": date(2027, 10, 2)}, {}, "facture_avant_reception", NON),
]


@pytest.mark.parametrize(("declare", "autour", "code", "issue"), [*ACHEVEMENT, *ATTESTATION, *RECEPTION, *VA, *FACTURE])
def test_une_date(declare: Champs, autour: Champs, code: str, issue: Issue) -> None:
    assert constat_de(declaration_valide(**declare), contexte_favorable(**autour), code).issue == issue


@pytest.mark.exigence("SOL-03")
def test_en_retard_rien_n_y_supplee() -> None:
    tardif = constat_de(declaration_valide(), contexte_favorable(recu_le=DATE_6 + MICROSECONDE), "reception")

    assert "12:00:00,001" in tardif.motif.explication
    assert tardif.motif.explication.endswith("Elle est irrecevable.")
    assert tardif.motif.reference == MODIFIE
    assert tardif.champ == ""
    assert tardif.remede.startswith("Aucun changement n’y supplée")


@pytest.mark.exigence("SOL-02", "REA-02")
def test_une_attestation_tardive_dit_quand_et_jusqu_a_quand() -> None:
    contexte = contexte_favorable(recu_le=DATE_5 + MICROSECONDE, attestee_le=DATE_5 + MICROSECONDE)
    constat = constat_de(declaration_valide(), contexte, "attestation")

    assert dict(constat.valeurs).keys() == {"Instant de réception", "Attestation de fin", "Date 5"}
    assert "20/01/2028" in constat.remede


@pytest.mark.exigence("REA-01")
def test_la_date_5_du_texte_en_vigueur_est_citee() -> None:
    """The same completion, judged with the calendar of before."""
    ancienne = Version(date(2025, 4, 30), a(2027, 7, 13), MODIFIE)
    constat = constat_de(declaration_valide(), contexte_favorable(date_5=ancienne), "achevement")

    assert constat.issue == NON
    assert "au plus tard le 13/07/2027" in constat.remede


@pytest.mark.exigence("PIL-F06")
def test_le_debut_est_le_dernier_du_bon_et_du_referencement() -> None:
    bon = bon_valide(signe_le=date(2026, 12, 1))
    constat = constat_de(declaration_valide(achevee_le=date(2026, 11, 30)), contexte_favorable(bon), "debut")

    assert constat.issue == NON
    assert constat.remede == "Corriger la date d’achèvement : au plus tôt le 01/12/2026."
