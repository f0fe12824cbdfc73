"""Whether a balance may be asked: advance, pilots, présérie, nothing against it. Ids cite the catalogue."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from financement.regles.commande.faits import Issue, Prediction
from financement.regles.pilotes import pilotes_acquittes
from financement.regles.solde.juger import arithmetique, juger
from segur.noyau.regles import Motif, Reference, Verdict
from tests.financement.commandes.exemples import a
from tests.financement.soldes.exemples import (
    SOLDE,
    constat_de,
    contexte_favorable,
    declaration_valide,
    solde_d_etablissement,
)

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
MICROSECONDE = timedelta(microseconds=1)
RECU_LE = contexte_favorable().recu_le
Champs = dict[str, Any]


def ligne(nom: str, declare: Champs, autour: Champs, code: str, issue: Issue, *exigences: str) -> Any:
    marques = pytest.mark.exigence(*(exigences or nom.split()[:1]))
    return pytest.param(declare, autour, code, issue, id=nom, marks=marques)


def acquittes(le: Any, exige: int | None = 5) -> Champs:
    return {"pilotes": pilotes_acquittes(exige=exige, acquittes_le=le, le=RECU_LE)}


DROIT = [
    ligne("SOL-01 avance validée à l’instant", {}, {"avance_validee_le": RECU_LE}, "avance", OUI),
    ligne("SOL-01 avance validée après", {}, {"avance_validee_le": RECU_LE + MICROSECONDE}, "avance", NON),
    ligne("SOL-01 avance non validée", {}, {"avance_validee_le": None}, "avance", NON),
    ligne("PIL-F01 pilotes validés à l’instant", {}, acquittes(RECU_LE), "pilotes", OUI, "PIL-F01", "SOL-01"),
    ligne("PIL-F01 validés après", {}, acquittes(RECU_LE + MICROSECONDE), "pilotes", NON, "PIL-F01", "SOL-01"),
    ligne("PIL-F01 non validés", {}, acquittes(None), "pilotes", NON, "PIL-F01", "SOL-01"),
    ligne("PIL-F01 sans rien savoir", {}, {"pilotes": Verdict()}, "pilotes", A_VOIR),
    ligne("SOL-01 présérie du jour", {}, {"preserie_validee_le": date(2027, 10, 1)}, "preserie", OUI),
    ligne("SOL-01 présérie du lendemain", {}, {"preserie_validee_le": date(2027, 10, 2)}, "preserie", NON),
    ligne("SOL-01 sans présérie", {}, {"preserie_validee_le": None}, "preserie", NON),
    ligne("REA-03 incapacité déclarée", {}, {"incapacite_le": a(2027, 9, 1)}, "incapacite", NON),
    ligne("REA-03 aucune incapacité", {}, {}, "incapacite", OUI),
    ligne("SOL-01 déjà demandé", {}, {"deja_demande": True}, "deja_demande", NON),
    ligne("SOL-01 jamais demandé", {}, {}, "deja_demande", OUI),
    ligne("SOL-01 autre commande", {"reference": "BC-2026-002"}, {}, "commande", NON),
    ligne("SOL-01 même commande, aux espaces près", {"reference": " BC-2026-001 "}, {}, "commande", OUI),
    ligne("SOL-01 autre client", {"cle": "99000000028"}, {}, "client", NON),
    ligne("SOL-05 fixé", {}, {}, "solde", OUI),
    ligne("SOL-05 un centime", {}, {"solde": Decimal("0.01")}, "solde", OUI),
    ligne("SOL-05 rien ne reste", {}, {"solde": Decimal(0)}, "solde", NON),
    ligne("SOL-05 avance non décidée", {}, {"solde": None}, "solde", NON),
]


@pytest.mark.parametrize(("declare", "autour", "code", "issue"), DROIT)
def test_le_droit_au_solde(declare: Champs, autour: Champs, code: str, issue: Issue) -> None:
    assert constat_de(declaration_valide(**declare), contexte_favorable(**autour), code).issue == issue


@pytest.mark.exigence("SOL-01", "SOL-05")
def test_un_solde_en_regle_est_accepte_et_chaque_constat_cite_son_texte() -> None:
    jugement = juger(declaration_valide(), contexte_favorable())

    assert jugement.prediction == Prediction.ACCEPTE, [c.motif.explication for c in jugement.obstacles]
    assert all(constat.motif.reference and constat.motif.explication for constat in jugement.constats)
    assert jugement.montants == {"solde": SOLDE}


@pytest.mark.exigence("SOL-05")
def test_le_solde_est_celui_de_l_avance_et_n_est_pas_recalcule() -> None:
    """As decided with the advance, whatever the invoice says."""
    contexte = contexte_favorable(finance=Decimal("100.01"), avance=Decimal("40.00"), solde=Decimal("60.01"))
    declaration = declaration_valide(facture_ht=Decimal("1.00"))

    assert juger(declaration, contexte).montants == {"solde": Decimal("60.01")}
    assert arithmetique(declaration, contexte)[2] == "Solde : 100,01 € − 40,00 € = 60,01 €."
    assert arithmetique(declaration, contexte_favorable(avance=None)) == []


@pytest.mark.exigence("SOL-01")
def test_un_financement_retire_dit_pourquoi() -> None:
    motif = Motif("retrait", False, "Le référencement est retiré.", Reference("Décision du 1er mars"))
    constat = constat_de(declaration_valide(), contexte_favorable(financement_retire=motif), "financement")

    assert (constat.issue, constat.motif.explication) == (NON, motif.explication)
    assert constat.motif.reference == motif.reference


@pytest.mark.exigence("PIL-F01")
def test_un_nombre_de_pilotes_sans_texte_n_est_la_faute_de_personne() -> None:
    issues = {c.issue for c in juger(declaration_valide(), contexte_favorable(**acquittes(None, None))).obstacles}
    assert issues == {A_VOIR}


@pytest.mark.exigence("SOL-08", "HOP-07")
def test_le_solde_d_un_hopital_va_a_un_agent_pour_les_fonctions_seules() -> None:
    """No présérie; a « VA Ségur », whose functions no text lists; what remains of the amount financed."""
    declaration, contexte = solde_d_etablissement()
    jugement = juger(declaration, contexte)

    assert [(c.regle, c.motif.code) for c in jugement.obstacles] == [("SOL-08", "fonctions")]
    assert "VA Ségur" in jugement.obstacles[0].motif.explication
    assert jugement.montants["solde"] == contexte.finance - contexte.avance  # type: ignore[operator]
    assert constat_de(declaration, contexte, "va_conforme").regle == "SOL-08"
    preserie = constat_de(declaration, contexte, "preserie")
    assert preserie.issue == OUI
    assert preserie.motif.reference is not None
    assert "ne cite pas la présérie" in preserie.motif.reference.hypothese


def test_sans_texte_une_personne_regarde() -> None:
    ailleurs = juger(declaration_valide(), contexte_favorable(dispositif="IMG-RIS-Va2"))
    avant = juger(declaration_valide(), contexte_favorable(recu_le=a(2025, 4, 29)))

    for jugement in (ailleurs, avant):
        assert [(c.motif.code, c.issue) for c in jugement.constats] == [("texte", A_VOIR)]
        assert jugement.montants == {}


@pytest.mark.exigence("SOL-01")
def test_tout_est_dit_d_un_coup() -> None:
    """An order that nobody validated, of a solution without pilots nor présérie."""
    nu = contexte_favorable(
        avance_validee_le=None, solde=None, finance=None, preserie_validee_le=None, pilotes_acquittes_le=None,
        **acquittes(None),
    )  # fmt: skip
    codes = {c.motif.code for c in juger(declaration_valide(surcout=True), nu).obstacles}
    assert codes >= {"avance", "solde", "preserie", "pilotes", "va_apres_pilotes", "reste_a_charge", "surcout"}
