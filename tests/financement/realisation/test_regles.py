"""Date 5 to the microsecond, and each reason on its own."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financement.forms import InformationForm
from financement.regles import realisation as regles
from segur.noyau.regles import Reference, Version

LIMITE = datetime(2028, 1, 20, 11, tzinfo=UTC)
DATE_5: Version[datetime | None] = Version(date(2026, 6, 11), LIMITE, Reference("arrêté du 8 juin 2026"))
MICRO = timedelta(microseconds=1)
AUTOUR = [(LIMITE - MICRO, True), (LIMITE, True), (LIMITE + MICRO, False)]


@pytest.mark.exigence("REA-01", "REA-02", "SOL-02")
@pytest.mark.parametrize(("recu_le", "attendu"), AUTOUR, ids=["avant", "à l’instant", "après"])
def test_l_attestation_jusqu_a_la_date_5(recu_le: datetime, attendu: bool) -> None:
    verdict = regles.attestable(recu_le=recu_le, date_5=DATE_5, incapacite_le=None)
    assert verdict.favorable is attendu
    assert "20/01/2028 à 12:00" in verdict.motifs[0].explication
    assert str(verdict.motifs[0].reference) == "arrêté du 8 juin 2026"


@pytest.mark.exigence("REA-03", "MSG-11")
@pytest.mark.parametrize(("recu_le", "attendu"), AUTOUR, ids=["avant", "à l’instant", "après"])
def test_l_incapacite_se_declare_et_se_retire_jusqu_a_la_date_5(recu_le: datetime, attendu: bool) -> None:
    declarable = regles.incapacite_declarable(recu_le=recu_le, date_5=DATE_5, deja_le=None, solde_demande=False)
    retirable = regles.incapacite_retirable(recu_le=recu_le, date_5=DATE_5, declaree_le=LIMITE, recouvrement=False)
    assert (declarable.favorable, retirable.favorable) == (attendu, attendu)


@pytest.mark.parametrize("date_5", [None, Version(date(2026, 1, 1), None, Reference("texte"))])
def test_une_date_5_non_publiee_ne_bloque_personne(date_5: Version[datetime | None] | None) -> None:
    assert regles.avant_la_date_5(recu_le=LIMITE, date_5=date_5).satisfait


@pytest.mark.parametrize(
    ("changement", "code"),
    [({"deja_le": LIMITE}, "deja"), ({"solde_demande": True}, "solde"), ({"recu_le": LIMITE + MICRO}, "date_5")],
)
def test_ce_qui_empeche_une_incapacite(changement: dict[str, Any], code: str) -> None:
    faits: dict[str, Any] = {"recu_le": LIMITE, "date_5": DATE_5, "deja_le": None, "solde_demande": False}
    verdict = regles.incapacite_declarable(**faits | changement)
    assert [motif.code for motif in verdict.obstacles] == [code]


@pytest.mark.parametrize(
    ("changement", "code"), [({"declaree_le": None}, "declaree"), ({"recouvrement": True}, "recouvrement")]
)
def test_ce_qui_empeche_de_retirer_une_incapacite(changement: dict[str, Any], code: str) -> None:
    faits: dict[str, Any] = {"recu_le": LIMITE, "date_5": DATE_5, "declaree_le": LIMITE, "recouvrement": False}
    verdict = regles.incapacite_retirable(**faits | changement)
    assert [motif.code for motif in verdict.obstacles] == [code]


def test_une_incapacite_declaree_ferme_l_attestation() -> None:
    verdict = regles.attestable(recu_le=LIMITE, date_5=DATE_5, incapacite_le=LIMITE)
    assert [motif.code for motif in verdict.obstacles] == ["incapacite"]


@pytest.mark.parametrize(
    ("achevee_le", "attendu"),
    [
        (date(2027, 1, 31), False),
        (date(2027, 2, 1), True),
        (date(2027, 3, 1), True),
        (date(2027, 3, 2), False),
    ],
    ids=["avant la signature", "le jour de la signature", "ce jour", "demain"],
)
def test_le_jour_d_achevement(achevee_le: date, attendu: bool) -> None:
    verdict = regles.achevement_date(achevee_le=achevee_le, signe_le=date(2027, 2, 1), jour=date(2027, 3, 1))
    assert verdict.favorable is attendu


@pytest.mark.exigence("MSG-10")
@pytest.mark.parametrize(
    ("le", "moyen", "obstacles"),
    [
        (None, "", []),
        (date(2027, 3, 1), "courriel", []),
        (date(2027, 3, 2), "courriel", ["saisie:client_informe_le"]),
        (date(2027, 3, 1), "", ["saisie:client_informe_par"]),
        (None, "courriel", ["saisie:client_informe_le"]),
    ],
)
def test_quand_et_comment_le_client_est_informe(le: date | None, moyen: str, obstacles: list[str]) -> None:
    verdict = regles.client_informe(le=le, moyen=moyen, declaration_le=date(2027, 3, 1))
    assert [motif.code for motif in verdict.obstacles] == obstacles


@pytest.mark.exigence("REA-03")
def test_les_consequences_disent_l_avance_et_ce_que_le_client_ne_paie_pas() -> None:
    versee = regles.consequences_de_l_incapacite(avance=Decimal(40), versee=Decimal(40), attestee=False)
    pas_encore = regles.consequences_de_l_incapacite(avance=Decimal(40), versee=Decimal(0), attestee=True)
    assert "40,00 €) vous sera redemandée" in versee[1].replace("\u202f", " ").replace("\xa0", " ")
    assert "n’est pas versée" in pas_encore[1]
    assert "Aucune compensation financière" in versee[2]
    assert (len(versee), len(pas_encore)) == (4, 5)


@pytest.mark.parametrize(
    ("jour", "lu"),
    [("0026-11-03", False), ("1999-12-31", False), ("2000-01-01", True), ("2099-12-31", True), ("2100-01-01", False)],
)
def test_une_annee_a_deux_chiffres_n_est_pas_une_date(jour: str, lu: bool) -> None:
    """A browser whose user types « 26 » sends the year 0026: before today, it would be believed."""
    form = InformationForm({"client_informe_le": jour, "client_informe_par": "courriel"})

    assert form.is_valid() is lu
    assert lu or "Vérifiez l’année" in str(form.errors["client_informe_le"])
