"""What the VA attests, who signs it, and the invoice: each rule both ways. Ids cite the catalogue."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from financement.regles.commande.faits import Issue, Prestation, Signature
from financement.regles.solde.juger import juger
from financement.regles.solde.parametres import fonctions_connues, rapprochement
from tests.financement.commandes.exemples import bon_d_etablissement, bon_valide, lignes
from tests.financement.commandes.exemples import ligne as ligne_du_bon
from tests.financement.soldes.exemples import (
    FONCTIONS,
    constat_de,
    contexte_favorable,
    declaration_valide,
    solde_d_etablissement,
)

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
Champs = dict[str, Any]


def ligne(nom: str, declare: Champs, autour: Champs, code: str, issue: Issue, *exigences: str) -> Any:
    marques = pytest.mark.exigence(*(exigences or nom.split()[:1]))
    return pytest.param(declare, autour, code, issue, id=nom, marks=marques)


SIGNATURES = [
    ligne(
        f"REA-11 {signature.value}", {"va_signature": signature}, {}, "va_signature",
        NON if signature == Signature.AUCUNE else OUI,
    )
    for signature in Signature
]  # fmt: skip
FONCTION_MANQUANTE = [
    ligne(f"REA-10 sans {code}", {"fonctions": FONCTIONS - {code}}, {}, "fonctions", NON) for code in sorted(FONCTIONS)
]
VA = [
    ligne("REA-10 les neuf", {"fonctions": FONCTIONS}, {}, "fonctions", OUI),
    ligne("REA-10 une de plus", {"fonctions": FONCTIONS | {"autre"}}, {}, "fonctions", OUI),
    ligne("REA-10 aucune", {"fonctions": frozenset()}, {}, "fonctions", NON),
    ligne("REA-11 sans signataire", {"va_signataire": "  "}, {}, "va_signataire", NON),
    ligne("REA-11 signataire nommé", {}, {}, "va_signataire", OUI),
    ligne("REA-11 représente le client", {}, {}, "va_pouvoir", OUI),
    ligne("REA-11 ne le représente pas", {"va_signataire_habilite": False}, {}, "va_pouvoir", NON),
    ligne("REA-11 on ne sait pas", {"va_signataire_habilite": None}, {}, "va_pouvoir", A_VOIR),
    ligne("SOL-06 conforme au bon", {}, {}, "va_conforme", OUI),
    ligne("SOL-06 non conforme", {"conforme_au_bon": False}, {}, "va_conforme", NON),
    ligne("SOL-06 on ne sait pas", {"conforme_au_bon": None}, {}, "va_conforme", A_VOIR),
]

NOMS = [
    ("Cabinet du docteur Durand", OUI),
    ("CABINET  DU DOCTEUR DURAND", OUI),
    ("Durand, cabinet du docteur", OUI),
    ("Cabinet du docteur Durant", A_VOIR),
    ("SELARL Durand", A_VOIR),
    ("Cabinet du docteur Martin", A_VOIR),
    ("Pharmacie Lebrun", NON),
    ("—", NON),
]
CLIENT = [ligne(f"REA-30 {nom}", {"facture_client": nom}, {}, "facture_client", issue) for nom, issue in NOMS]

SANS_TVA = {"taux_tva": None, "facture_ttc": None}
BON_SANS_TVA = bon_valide(taux_tva=None, lignes=lignes("376.25", None, "104.17", None))
HORS_TVA: Champs = {"bon": BON_SANS_TVA, "finance": Decimal("376.25")}
MONTANTS = [
    ligne("REA-30 sans numéro", {"facture_numero": " "}, {}, "facture_numero", NON),
    ligne("REA-30 nulle", {"facture_ht": Decimal(0)}, {}, "facture_non_nulle", NON),
    ligne("REA-30 un centime", {"facture_ht": Decimal("0.01")}, {}, "facture_non_nulle", OUI),
    ligne("REA-30 une seule", {}, {}, "facture_unique", OUI),
    ligne("REA-30 par morceaux", {"facture_unique": False}, {}, "facture_unique", NON),
    ligne("REA-30 on ne sait pas", {"facture_unique": None}, {}, "facture_unique", A_VOIR),
    ligne("REA-30 toute la ligne", {}, {}, "facture_montant", OUI),
    ligne("REA-30 un centime de moins", {"facture_ht": Decimal("376.24")}, {}, "facture_montant", NON),
    ligne("REA-30 un centime de plus", {"facture_ht": Decimal("376.26")}, {}, "facture_montant", NON),
    ligne("REA-30 TTC d’un centime de plus", {"facture_ttc": Decimal("451.51")}, {}, "facture_montant", NON),
    ligne("REA-30 TTC non dit", {"facture_ttc": None}, {}, "facture_montant", A_VOIR),
    ligne("REA-30 hors TVA", SANS_TVA, HORS_TVA, "facture_montant", OUI),
    ligne("REA-30 hors TVA, TTC égal au HT", {"facture_ttc": Decimal("376.25")}, HORS_TVA, "facture_montant", OUI),
    ligne("REA-30 hors TVA, TTC plus grand", {}, HORS_TVA, "facture_montant", A_VOIR),
    ligne("REA-30 bon sans ligne", {}, {"bon": bon_valide(lignes=())}, "facture_montant", A_VOIR),
    ligne("TVA-04 même taux", {}, {}, "facture_tva", OUI),
    ligne("TVA-04 autre taux", {"taux_tva": Decimal("8.5")}, {}, "facture_tva", NON),
    ligne("TVA-04 taux non dit", {"taux_tva": None}, {}, "facture_tva", A_VOIR),
    ligne("TVA-04 hors TVA", SANS_TVA, HORS_TVA, "facture_tva", OUI),
    ligne("TVA-04 zéro vaut aucun", {"taux_tva": Decimal(0)}, HORS_TVA, "facture_tva", OUI),
    ligne("TVA-04 de la TVA sans TVA au bon", {}, HORS_TVA, "facture_tva", NON),
    ligne("REA-20 au montant financé", {}, {}, "reste_a_charge", OUI),
    ligne("REA-20 un centime de reste", {}, {"finance": Decimal("451.49")}, "reste_a_charge", NON),
    ligne("REA-20 moins que financé", {}, {"finance": Decimal("451.51")}, "reste_a_charge", OUI),
    ligne("REA-20 montant financé inconnu", {}, {"finance": None}, "reste_a_charge", A_VOIR),
    ligne("REA-20 hors TVA : le HT compte", SANS_TVA, HORS_TVA, "reste_a_charge", OUI),
    ligne("REA-20 sans surcoût", {}, {}, "surcout", OUI),
    ligne("REA-20 un surcoût", {"surcout": True}, {}, "surcout", NON),
    ligne("REA-20 on ne sait pas", {"surcout": None}, {}, "surcout", A_VOIR),
]


@pytest.mark.exigence("REA-10", "REA-11", "REA-20", "REA-30", "SOL-06", "TVA-04")
@pytest.mark.parametrize(
    ("declare", "autour", "code", "issue"), [*SIGNATURES, *FONCTION_MANQUANTE, *VA, *CLIENT, *MONTANTS]
)
def test_la_va_et_la_facture(declare: Champs, autour: Champs, code: str, issue: Issue) -> None:
    assert constat_de(declaration_valide(**declare), contexte_favorable(**autour), code).issue == issue


@pytest.mark.exigence("REA-10")
def test_les_fonctions_manquantes_sont_nommees() -> None:
    constat = constat_de(declaration_valide(fonctions=FONCTIONS - {"cda", "ins"}), contexte_favorable(), "fonctions")

    assert "7 fonctions clés sur 9" in constat.motif.explication
    for code in ("cda", "ins"):
        assert fonctions_connues()[code] in constat.remede


@pytest.mark.exigence("HOP-08")
def test_un_hopital_n_est_pas_facture_par_morceaux() -> None:
    declaration, contexte = solde_d_etablissement(facture_unique=False)
    constat = constat_de(declaration, contexte, "facture_unique")

    assert (constat.regle, constat.issue) == ("HOP-08", NON)


@pytest.mark.exigence("HOP-03", "HOP-06")
def test_les_deux_vagues_sont_une_seule_ligne_a_facturer() -> None:
    """The component of wave 1 is in the line of the order: nothing is invoiced beside it."""
    deux = ligne_du_bon(Prestation.VAGUES_1_ET_2, "150000.00", "180000.00")
    declaration, contexte = solde_d_etablissement(facture_ht=Decimal("150000.00"), facture_ttc=Decimal("180000.00"))
    contexte = replace(contexte, bon=bon_d_etablissement(lignes=(deux,)), finance=Decimal("180000.00"))

    assert constat_de(declaration, contexte, "facture_montant").issue == OUI
    seule = replace(declaration, facture_ht=Decimal("100000.00"), facture_ttc=Decimal("120000.00"))
    assert constat_de(seule, contexte, "facture_montant").issue == NON


@pytest.mark.exigence("REA-30")
def test_une_facture_fausse_propose_le_plus_petit_changement() -> None:
    constat = constat_de(declaration_valide(facture_ht=Decimal("300.00")), contexte_favorable(), "facture_montant")

    assert constat.champ == "facture_ht"
    assert constat.remede == "Facturer toute la ligne de la commande : 376,25 € HT, 451,50 € TTC."
    ttc = constat_de(declaration_valide(facture_ttc=Decimal("400.00")), contexte_favorable(), "facture_montant")
    assert ttc.champ == "facture_ttc"


def test_ce_qui_est_conforme_ne_demande_aucun_changement() -> None:
    for constat in juger(declaration_valide(), contexte_favorable()).constats:
        assert (constat.champ, constat.remede) == ("", ""), constat


def test_le_rapprochement_des_noms_est_une_donnee() -> None:
    assert Decimal(0) < rapprochement().ressemblance < Decimal(1)
    assert rapprochement().mot_commun > 1
