"""IND-01 to IND-07: one line per rule and per bound."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from financement.models import Indu
from financement.regles import indus as regles
from financement.regles.indus import FaitsDeLaPart

DATE_5 = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # 14:00 in Paris
APRES = DATE_5 + timedelta(microseconds=1)
PART = FaitsDeLaPart("BC-1", "avance", Decimal(400), Decimal(0), date_5=DATE_5)


def _codes(cause: str, faits: FaitsDeLaPart, montant: str = "400", le: datetime = APRES) -> list[str]:
    verdict = regles.constat_recevable(cause=cause, lignes=[(faits, Decimal(montant))], le=le)
    return [motif.code for motif in verdict.obstacles]


@pytest.mark.exigence("IND-01", "IND-02", "IND-03", "IND-04", "IND-06", "E4-14", "E4-15")
@pytest.mark.parametrize(
    ("cause", "changements", "le", "attendus"),
    [
        pytest.param("date_5", {}, DATE_5, ["date_5"], id="IND-02 à l’instant de la Date 5"),
        pytest.param("date_5", {}, APRES, [], id="IND-02 une microseconde après"),
        pytest.param("date_5", {"date_5": None}, APRES, ["date_5"], id="IND-02 Date 5 non publiée"),
        pytest.param(
            "date_5", {"realisee_le": date(2026, 11, 30)}, APRES, ["date_5"], id="IND-02 achevée le jour même"
        ),
        pytest.param("date_5", {"realisee_le": date(2026, 12, 1)}, APRES, [], id="IND-02 achevée le lendemain"),
        pytest.param("date_5", {"part": "solde"}, APRES, ["part"], id="IND-02 l’avance seule"),
        pytest.param("incapacite", {}, APRES, ["incapacite"], id="sans incapacité déclarée"),
        pytest.param("incapacite", {"incapacite": True}, APRES, [], id="incapacité déclarée"),
        pytest.param("incapacite", {"incapacite": True, "part": "solde"}, APRES, ["part"], id="incapacité : l’avance"),
        pytest.param("surcompensation", {}, APRES, [], id="IND-03"),
        pytest.param("surcompensation", {"part": "secondaire"}, APRES, [], id="IND-03 toute part"),
        pytest.param("declaration", {"part": "secondaire"}, APRES, [], id="IND-04"),
        pytest.param("secondaire", {"part": "secondaire"}, APRES, [], id="secondaire non due"),
        pytest.param("secondaire", {}, APRES, ["part"], id="secondaire non due : elle seule"),
        pytest.param("retrait", {}, APRES, ["retrait"], id="IND-06 référencée"),
        pytest.param("retrait", {"retiree": True}, APRES, [], id="IND-06 retirée"),
        pytest.param("controle", {}, APRES, ["controle"], id="IND-07 sans contrôle non conforme"),
        pytest.param("controle", {"non_conforme": True}, APRES, [], id="IND-07 contrôle non conforme"),
        pytest.param("manquement", {}, APRES, [], id="IND-01"),
    ],
)
def test_le_fait_de_chaque_cause(cause: str, changements: dict[str, object], le: datetime, attendus: list[str]) -> None:
    assert _codes(cause, replace(PART, **changements), le=le) == attendus  # type: ignore[arg-type]


@pytest.mark.exigence("IND-01")
@pytest.mark.parametrize(
    ("montant", "repris", "attendus"),
    [
        ("0", "0", ["montant"]),
        ("0.01", "0", []),
        ("400", "0", []),
        ("400.01", "0", ["montant"]),
        ("150", "250", []),
        ("150.01", "250", ["montant"]),
    ],
)
def test_on_ne_reclame_que_ce_qui_est_recu_et_non_repris(montant: str, repris: str, attendus: list[str]) -> None:
    assert _codes("manquement", replace(PART, repris=Decimal(repris)), montant) == attendus


def test_une_somme_deja_dans_un_dossier_ou_aucune_somme() -> None:
    assert _codes("manquement", replace(PART, deja_ouverte=True)) == ["deja"]
    vide = regles.constat_recevable(cause="manquement", lignes=[], le=APRES)
    assert [motif.code for motif in vide.obstacles] == ["saisie:lignes"]


@pytest.mark.exigence("IND-01")
@pytest.mark.parametrize(
    ("le", "fin"),
    [
        pytest.param(
            datetime(2026, 3, 1, 11, tzinfo=UTC),
            datetime(2026, 3, 31, 21, 59, 59, 999999, tzinfo=UTC),
            id="heure d’été",
        ),
        pytest.param(
            datetime(2026, 10, 1, 21, 59, 59, tzinfo=UTC),
            datetime(2026, 10, 31, 22, 59, 59, 999999, tzinfo=UTC),
            id="heure d’hiver",
        ),
        pytest.param(
            datetime(2026, 10, 1, 22, 0, tzinfo=UTC),
            datetime(2026, 11, 1, 22, 59, 59, 999999, tzinfo=UTC),
            id="minuit à Paris : le jour suivant",
        ),
        pytest.param(
            datetime(2028, 1, 30, 12, tzinfo=UTC),
            datetime(2028, 2, 29, 22, 59, 59, 999999, tzinfo=UTC),
            id="bissextile",
        ),
    ],
)
def test_le_delai_finit_avec_un_jour_de_paris(le: datetime, fin: datetime) -> None:
    version = regles.reponse_jusqu_au(le=le)
    assert version.valeur == fin
    assert "raisonnable" in version.reference.hypothese
    assert regles.reversement_jusqu_au(le=le).valeur == fin


@pytest.mark.exigence("IND-01")
def test_repondre_puis_decider_a_la_microseconde() -> None:
    fin = regles.reponse_jusqu_au(le=APRES).valeur
    apres = fin + timedelta(microseconds=1)
    assert regles.observations_recevables(recu_le=fin, jusqu_au=fin).satisfait
    assert not regles.mise_en_demeure_infructueuse(le=fin, jusqu_au=fin).satisfait
    assert not regles.observations_recevables(recu_le=apres, jusqu_au=fin).satisfait
    assert regles.mise_en_demeure_infructueuse(le=apres, jusqu_au=fin).satisfait


@pytest.mark.parametrize(("propose", "juste"), [("-0.01", False), ("0", True), ("400", True), ("400.01", False)])
def test_tout_une_partie_ou_rien(propose: str, juste: bool) -> None:
    motif = regles.montant_proposable(ligne="l", reclame=Decimal(400), propose=Decimal(propose))
    assert motif.satisfait is juste


@pytest.mark.parametrize(
    ("montant", "valeur_le", "attendus"),
    [
        ("100", date(2026, 6, 10), []),
        ("0", date(2026, 6, 10), ["saisie:montant"]),
        ("100.01", date(2026, 6, 10), ["saisie:montant"]),
        ("1", date(2026, 6, 1), []),
        ("1", date(2026, 5, 31), ["saisie:valeur_le"]),
        ("1", date(2026, 6, 11), ["saisie:valeur_le"]),
    ],
)
def test_un_remboursement_dans_ses_bornes(montant: str, valeur_le: date, attendus: list[str]) -> None:
    verdict = regles.remboursement_recevable(
        montant=Decimal(montant),
        reste=Decimal(100),
        valeur_le=valeur_le,
        ordonne_le=date(2026, 6, 1),
        le=date(2026, 6, 10),
    )
    assert [motif.code for motif in verdict.obstacles] == attendus


@pytest.mark.parametrize(
    ("du", "a_payer", "retenu"),
    [
        ("0", "100", "0"),
        ("99.98", "100", "99.98"),
        ("99.99", "100", "99.99"),
        ("100", "100", "99.99"),
        ("5", "0.01", "0"),
    ],
)
def test_un_virement_garde_un_centime(du: str, a_payer: str, retenu: str) -> None:
    assert regles.retenue_possible(du=Decimal(du), a_payer=Decimal(a_payer)) == Decimal(retenu)


def test_repartir_suit_l_ordre_et_ne_perd_rien() -> None:
    restes = [(1, Decimal("10.00")), (2, Decimal("0.00")), (3, Decimal("5.05"))]
    assert regles.repartir(Decimal("12.05"), restes) == [(1, Decimal("10.00")), (3, Decimal("2.05"))]
    assert regles.repartir(Decimal(0), restes) == []


def test_qui_decide_n_a_pas_propose() -> None:
    assert not regles.personnes_distinctes(auteur=1, acteur=1).satisfait
    assert regles.personnes_distinctes(auteur=1, acteur=2).satisfait


def test_chaque_cause_a_son_texte() -> None:
    assert set(regles.causes()) == set(Indu.Cause.values)
    assert all(str(cause.reference) and cause.phrase.endswith(".") for cause in regles.causes().values())
