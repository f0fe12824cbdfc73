"""Whether the secondary service is paid, and how much: each rule at its bounds. Ids cite the catalogue."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.regles.commande.faits import Client, Issue, Prediction
from financement.regles.demande_secondaire.donnees import depuis_donnees, en_donnees
from financement.regles.demande_secondaire.faits import Declaration, Fin, NiveauFacture
from financement.regles.demande_secondaire.juger import arithmetique, conditions, decidable, juger, sans_commande
from segur.noyau.regles import Motif
from tests.financement.commandes.exemples import DPI, a, bon_de_structure, bon_valide, lignes
from tests.financement.demande_secondaire.exemples import (
    MOITIE,
    RECU_LE,
    TRANSMIS_LE,
    constat_de,
    contexte_favorable,
    declaration_valide,
    journal_a,
)
from tests.financement.formats.test_ecriture import CENTIMES, JOURS, OUI_NON, TAUX, mots

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
MICROSECONDE = timedelta(microseconds=1)
ENTIER, PARTIEL = NiveauFacture.ENTIER, NiveauFacture.PARTIEL
Champs = dict[str, Any]


def ligne(nom: str, declare: Champs, autour: Champs, code: str, issue: Issue) -> Any:
    """The name begins with the id that it proves."""
    return pytest.param(declare, autour, code, issue, id=nom, marks=pytest.mark.exigence(nom.split()[0]))


def fin(resiliee_le: date, declaree_le: Any) -> Champs:
    return {"resiliation": Fin(resiliee_le, declaree_le)}


DROIT = [
    ligne("SEC-12 solde validé à l’instant", {}, {"solde_valide_le": RECU_LE}, "solde", OUI),
    ligne("SEC-12 solde validé après", {}, {"solde_valide_le": RECU_LE + MICROSECONDE}, "solde", NON),
    ligne("SEC-12 solde non validé", {}, {"solde_valide_le": None}, "solde", NON),
    ligne("SEC-12 financement retiré", {}, {"financement_retire": Motif("r", False, "Repris.")}, "financement", NON),
    ligne("SEC-12 déjà demandée", {}, {"deja_demande": True}, "deja_demande", NON),
    ligne("SEC-12 autre client", {"cle": "99000000028"}, {}, "client", NON),
    ligne("REA-03 incapacité", {}, {"incapacite_le": a(2028, 1, 1)}, "incapacite", NON),
    ligne("SEC-14 résiliée, dite à temps", {}, fin(date(2028, 1, 31), a(2029, 1, 31, 23)), "resiliation", NON),
    ligne("SEC-14 sans résiliation", {}, {}, "resiliation", OUI),
]
# The service starts on 01/10/2027: it is claimed until 01/06/2029, that day included.
DELAIS = [
    ligne("SEC-02 le dernier jour", {}, {"recu_le": a(2029, 6, 2, 0) - MICROSECONDE}, "delai", OUI),
    ligne("SEC-02 juste après", {}, {"recu_le": a(2029, 6, 2, 0)}, "delai", NON),
    ligne("SEC-01 sans VA", {}, {"va_signee_le": None}, "delai", NON),
    ligne(
        "SEC-01 VA du dernier jour du mois",
        {},
        {"va_signee_le": date(2027, 9, 30), "recu_le": a(2029, 6, 2, 0)},
        "delai",
        NON,
    ),
    ligne(
        "SEC-01 VA du premier jour du suivant",
        {},
        {"va_signee_le": date(2027, 10, 1), "recu_le": a(2029, 7, 2, 0) - MICROSECONDE},
        "delai",
        OUI,
    ),
    # 29/02/2028: starts on 01/03/2028, twenty months later is 01/11/2029, after the change of hour.
    ligne(
        "SEC-01 VA du 29 février",
        {},
        {"va_signee_le": date(2028, 2, 29), "recu_le": a(2029, 11, 2, 0) - MICROSECONDE},
        "delai",
        OUI,
    ),
    ligne(
        "SEC-01 VA du 29 février, juste après",
        {},
        {"va_signee_le": date(2028, 2, 29), "recu_le": a(2029, 11, 2, 0)},
        "delai",
        NON,
    ),
]


def du_journal(**changements: Any) -> Champs:
    return {"journal": journal_a(**changements)}


def sans_un_mois() -> Champs:
    journal = journal_a()
    return {"journal": replace(journal, mois=journal.mois[:-1])}


JOURNAL = [
    ligne("SEC-13 sans journal", {}, {"journal": None}, "journal", NON),
    ligne("SEC-09 non conforme", {}, du_journal(non_conforme="Traces absentes."), "journal", NON),
    ligne("SEC-09 un mois manque", {}, sans_un_mois(), "complet", NON),
    ligne("SEC-09 hors des mois observés", {}, {"va_signee_le": date(2027, 10, 3)}, "complet", NON),
    ligne("SEC-12 à 60 documents", {}, du_journal(dt=10, dm=10), "niveau", NON),
    ligne("SEC-12 à plus de 60 documents", {}, du_journal(dt=11, dm=11), "niveau", OUI),
    ligne("SEC-12 juste sous 40 %", {}, du_journal(dt=1000, dm=399), "niveau", NON),
    ligne("SEC-12 à 40 %", {}, du_journal(dt=1000, dm=400), "niveau", OUI),
    ligne("SEC-08 mois inchangés", {}, {}, "inchange", OUI),
    ligne("SEC-08 mois corrigés", {}, {"journal": replace(journal_a(), dm=61)}, "inchange", A_VOIR),
    ligne("SEC-07 en vérification", {}, du_journal(en_verification=True), "verification", A_VOIR),
    ligne("SEC-06 client non informé", {}, du_journal(client_informe_le=None), "client_informe", NON),
    ligne("SEC-06 client informé", {}, {}, "client_informe", OUI),
    ligne("SEC-13 autre début", {"periode_du": date(2027, 11, 1)}, {}, "periode", NON),
    ligne("SEC-13 autre fin", {"periode_au": date(2028, 4, 30)}, {}, "periode", NON),
]
UN_CENT, HT = Decimal("0.01"), Decimal("52.08")
REFAITE = RECU_LE + timedelta(days=10)
TROP = REFAITE.date() + timedelta(days=1)
HORS_TVA = {"facture_ht": HT, "facture_ttc": MOITIE, "taux_tva": None}
"""An invoice that shows more with tax than without, of a supplier outside VAT."""
FACTURE = [
    ligne("SEC-11 sans numéro", {"facture_numero": " "}, {}, "facture_numero", NON),
    ligne("SEC-11 au nom d’un autre", {"facture_client": "Société Zéphyr"}, {}, "facture_client", NON),
    ligne("SEC-11 le jour de l’envoi", {"facture_du": date(2028, 4, 5)}, {}, "facture_apres_journal", OUI),
    ligne("SEC-11 avant l’envoi", {"facture_du": date(2028, 4, 4)}, {}, "facture_apres_journal", NON),
    ligne("SEC-11 le jour de la demande", {"facture_du": date(2028, 4, 20)}, {}, "facture_avant_reception", OUI),
    ligne("SEC-11 après la demande", {"facture_du": date(2028, 4, 21)}, {}, "facture_avant_reception", NON),
    ligne("SEC-11 refaite", {"facture_du": REFAITE.date()}, {"corrige_le": REFAITE}, "facture_avant_reception", OUI),
    ligne("SEC-11 refaite, datée après", {"facture_du": TROP}, {"corrige_le": REFAITE}, "facture_avant_reception", NON),
    ligne("SEC-11 nulle", {"facture_ht": Decimal(0)}, {}, "facture_non_nulle", NON),
    ligne("SEC-11 niveau entier annoncé", {"facture_niveau": ENTIER}, {}, "facture_niveau", NON),
    ligne("SEC-11 niveau partiel d’un entier", {}, du_journal(dm=12), "facture_niveau", NON),
    ligne("SEC-11 un centime de moins", {"facture_ttc": MOITIE - UN_CENT}, {}, "facture_montant", NON),
    ligne("SEC-11 un centime de plus", {"facture_ttc": MOITIE + UN_CENT}, {}, "facture_montant", NON),
    ligne("SEC-11 HT arrondi au-dessus", {"facture_ht": Decimal("52.09")}, {}, "facture_ht", OUI),
    ligne("SEC-11 HT sans rapport", {"facture_ht": Decimal("104.17")}, {}, "facture_ht", NON),
    ligne("SEC-10 un centime à la charge du client", {"facture_ttc": MOITIE + UN_CENT}, {}, "reste_a_charge", NON),
    ligne("SEC-10 rien à la charge du client", {}, {}, "reste_a_charge", OUI),
    ligne("SEC-10 TVA à la charge du client, hors TVA", HORS_TVA, {"assujetti": False}, "reste_a_charge", NON),
    ligne("SEC-11 TTC au-dessus du HT, hors TVA", HORS_TVA, {"assujetti": False}, "facture_ht", NON),
    ligne("SEC-11 TTC égal au HT, hors TVA", HORS_TVA | {"facture_ttc": HT}, {"assujetti": False}, "facture_ht", OUI),
    ligne("SEC-10 HT seul, hors TVA", HORS_TVA | {"facture_ttc": None}, {"assujetti": False}, "reste_a_charge", OUI),
    ligne("SEC-10 surcoût", {"surcout": True}, {}, "surcout", NON),
    ligne("SEC-10 surcoût inconnu", {"surcout": None}, {}, "surcout", A_VOIR),
    ligne("TVA-04 autre taux", {"taux_tva": Decimal("8.5")}, {}, "facture_tva", NON),
    ligne("CALC-03 taux inconnu", {}, {"bon": bon_valide(taux_tva=None)}, "montant", A_VOIR),
    ligne("CALC-03 sans ligne secondaire", {}, {"bon": bon_valide(lignes=lignes()[:1])}, "montant", A_VOIR),
]


@pytest.mark.parametrize(("declare", "autour", "code", "issue"), [*DROIT, *DELAIS, *JOURNAL, *FACTURE])
def test_chaque_regle_a_ses_bornes(declare: Champs, autour: Champs, code: str, issue: Issue) -> None:
    trouve = constat_de(declaration_valide(**declare), contexte_favorable(**autour), code)

    assert trouve.issue == issue, trouve.motif.explication
    assert issue == OUI or (trouve.remede and trouve.motif.reference), "un refus dit son texte et son remède"


@pytest.mark.exigence("SEC-12", "CALC-03")
def test_une_demande_en_regle_paie_la_moitie() -> None:
    jugement = juger(declaration_valide(), contexte_favorable())

    assert jugement.prediction == Prediction.ACCEPTE, [c.motif.explication for c in jugement.obstacles]
    assert jugement.montants == {"secondaire": MOITIE}
    calcul = " ".join(arithmetique(declaration_valide(), contexte_favorable()))
    assert all(dit in calcul for dit in ("125,00 €", "PERF = 0,5", "60 documents sur 120", "62,50 €"))


# 104,17 × 0,5 = 52,085 would round to 52,09; the ceiling at this level is 125 / 1,2 × 0,5 = 52,083, rounded to 52,08.
@pytest.mark.exigence("CALC-03")
@pytest.mark.parametrize(
    ("bon", "autour", "attendu"),
    [
        ({}, {"assujetti": False}, "52.08"),
        ({}, {"assujetti": False} | du_journal(dm=12), "104.17"),
        ({}, du_journal(dm=12), "125.00"),
        ({"taux_tva": Decimal("8.5"), "lignes": lignes(secondaire_ttc="113.02")}, {}, "56.51"),
        ({"lignes": lignes(secondaire="80.00", secondaire_ttc="96.00")}, {}, "48.00"),
        ({"lignes": lignes(secondaire="83.34", secondaire_ttc="100.01")}, {}, "50.01"),
        ({"lignes": lignes(secondaire="200.00", secondaire_ttc="240.00")}, {}, "62.50"),
    ],
)
def test_le_montant_s_arrondit_une_fois_sous_le_plafond(bon: Champs, autour: Champs, attendu: str) -> None:
    contexte = contexte_favorable(bon=bon_valide(**bon), **autour)
    assert juger(declaration_valide(), contexte).montants == {"secondaire": Decimal(attendu)}


@pytest.mark.exigence("CALC-03")
@pytest.mark.parametrize(("tranche", "attendu"), [("A", "437.50"), ("E", "1687.50"), ("", None)])
def test_une_structure_a_le_plafond_de_sa_tranche(tranche: str, attendu: str | None) -> None:
    bon = bon_de_structure(lignes=lignes(secondaire="2812.50", secondaire_ttc="3375.00"))
    assert bon.client == Client.STRUCTURE

    montants = juger(declaration_valide(), contexte_favorable(bon=bon, tranche=tranche)).montants

    assert montants == ({"secondaire": Decimal(attendu)} if attendu else {})


@pytest.mark.exigence("SEC-09", "SEC-12", "SEC-13")
def test_tout_ce_qui_manque_est_dit_a_la_fois() -> None:
    contexte = contexte_favorable(solde_valide_le=None, journal=None, recu_le=a(2029, 6, 2, 0))

    refus = {c.motif.code for c in juger(declaration_valide(surcout=True), contexte).obstacles}

    assert {"solde", "delai", "journal", "surcout", "montant"} <= refus
    assert juger(declaration_valide(), contexte).montants == {}


@given(dt=st.integers(0, 400), dm=st.integers(0, 400))
def test_rien_n_est_jamais_paye_au_dela_du_niveau(dt: int, dm: int) -> None:
    """Months of 28 to 31 days are months: only the totals of the six count."""
    journal = journal_a(dt=dt, dm=min(dt, dm))
    du = juger(declaration_valide(), contexte_favorable(journal=journal)).montants.get("secondaire")
    part = 0 if 6 * dt <= 60 or min(dt, dm) * 100 < 40 * dt else (2 if min(dt, dm) * 100 >= 60 * dt else 1)

    assert du == {0: None, 1: MOITIE, 2: Decimal("125.00")}[part]


# Sent on 05/04/2028: the ANS may announce a verification until 31/10/2028, that day included.
@pytest.mark.exigence("SEC-07")
@pytest.mark.parametrize(
    ("journal", "le", "decide"),
    [
        ({}, a(2028, 11, 1, 0) - MICROSECONDE, False),
        ({}, a(2028, 11, 1, 0), True),
        ({"verifie": True}, TRANSMIS_LE, True),
        ({"en_verification": True}, a(2029, 1, 1), False),
        ({"non_conforme": "Traces absentes."}, a(2029, 1, 1), False),
        ({"transmis_le": a(2028, 8, 31, 23)}, a(2029, 3, 1, 0) - MICROSECONDE, False),
        ({"transmis_le": a(2028, 8, 31, 23)}, a(2029, 3, 1, 0), True),
    ],
)
def test_rien_ne_se_decide_avant_que_les_donnees_soient_definitives(journal: Champs, le: Any, decide: bool) -> None:
    assert decidable(contexte_favorable(journal=journal_a(**journal)), le).favorable is decide


@pytest.mark.exigence("SEC-15")
def test_un_dispositif_sans_prestation_secondaire_le_dit() -> None:
    contexte = contexte_favorable(dispositif=DPI)

    assert juger(declaration_valide(), contexte).prediction == Prediction.REJETE
    assert [c.motif.code for c in conditions(contexte)] == ["texte"]
    assert not decidable(contexte, RECU_LE).favorable
    assert sans_commande(declaration_valide()).prediction == Prediction.REJETE


DECLARATIONS = st.builds(
    Declaration,
    reference=mots(50, 1),
    cle=st.just("99000000028"),
    periode_du=JOURS,
    periode_au=JOURS,
    facture_numero=mots(50, 1),
    facture_du=JOURS,
    facture_client=mots(200, 1),
    facture_niveau=st.sampled_from(NiveauFacture),
    facture_ht=CENTIMES,
    facture_ttc=st.none() | CENTIMES,
    taux_tva=st.none() | TAUX,
    surcout=OUI_NON,
)


@given(DECLARATIONS)
def test_l_aller_retour_ne_perd_rien(declaration: Declaration) -> None:
    assert depuis_donnees(en_donnees(declaration)) == declaration
