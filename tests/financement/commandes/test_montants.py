"""Lines, VAT and ceilings of an order, just below, at and just above each bound. Ids cite the catalogue."""

from decimal import Decimal
from typing import Any

import pytest

from financement.regles.commande.faits import Bon, Contexte, Issue, Ligne, Prediction, Prestation
from financement.regles.commande.juger import arithmetique, juger
from tests.financement.commandes.exemples import (
    a,
    bon_d_etablissement,
    bon_de_structure,
    bon_valide,
    constat_de,
    contexte_d_etablissement,
    contexte_de_structure,
    contexte_valide,
    ligne,
    lignes,
)

OUI, A_VOIR, NON = Issue.CONFORME, Issue.A_VERIFIER, Issue.NON_CONFORME
VAGUE_2, DOUBLE, SECONDAIRE, AUTRE = (
    Prestation.VAGUE_2,
    Prestation.VAGUES_1_ET_2,
    Prestation.SECONDAIRE,
    Prestation.AUTRE,
)
REUNION = contexte_valide(client={"departement": "974"})
GUYANE = contexte_valide(client={"departement": "973"})
HORS_TVA = contexte_valide(fournisseur={"assujetti": False})
LGC = contexte_valide()


def cas(nom: str, bon: Bon, contexte: Contexte, code: str, issue: Issue) -> Any:
    return pytest.param(bon, contexte, code, issue, id=nom, marks=pytest.mark.exigence(nom.split()[0]))


def avec(*autres: Ligne) -> Bon:
    return bon_valide(lignes=lignes() + autres)


def a_huit_et_demi(principale: tuple[str, str], secondaire: tuple[str, str] = ("104.17", "113.02")) -> Bon:
    return bon_valide(taux_tva=Decimal("8.5"), lignes=lignes(*principale, *secondaire))


def sans_taxe(principale: str, secondaire: str = "104.17", **changements: Any) -> Bon:
    return bon_valide(**{"taux_tva": None, "lignes": lignes(principale, None, secondaire, None)} | changements)


PRINCIPALE, SECOND = lignes()
ES, BASE = bon_d_etablissement, contexte_d_etablissement


def nommee(libelle: str) -> Bon:
    return bon_valide(lignes=(Ligne(VAGUE_2, libelle, Decimal("376.25"), Decimal("451.50")), SECOND))


LIGNES = [
    cas("CMD-30 deux lignes", bon_valide(), LGC, "ligne_principale", OUI),
    cas("CMD-30 sans principale", bon_valide(lignes=(SECOND,)), LGC, "ligne_principale", NON),
    cas("CMD-30 deux principales", avec(ligne(DOUBLE, "10.00", "12.00")), LGC, "ligne_principale", NON),
    cas("CMD-30 sans secondaire", bon_valide(lignes=(PRINCIPALE,)), LGC, "ligne_secondaire", NON),
    cas("CMD-30 deux secondaires", avec(SECOND), LGC, "ligne_secondaire", NON),
    cas("CMD-30 établissement sans secondaire", ES(), BASE(), "ligne_secondaire", OUI),
    cas("CMD-30 établissement avec secondaire", ES(lignes=(PRINCIPALE, SECOND)), BASE(), "ligne_secondaire", NON),
    cas("CMD-30 aucune ligne", bon_valide(lignes=()), LGC, "ligne_principale", NON),
    cas("CMD-30 mal nommée", nommee("Mise à jour"), LGC, "denomination", A_VOIR),
    cas("CMD-30 nom de l’autre", nommee("Prestation principale Vague 1 + Vague 2"), LGC, "denomination", A_VOIR),
    cas("CMD-30 en majuscules", nommee("PRESTATION  principale VAGUE 2 - LogiMed"), LGC, "denomination", OUI),
    cas("CMD-30 sans libellé transmis", nommee(" "), LGC, "denomination", OUI),
    cas("CMD-33 rien d’autre", bon_valide(), LGC, "autre_prestation", OUI),
    cas("CMD-33 une autre ligne", avec(ligne(AUTRE, "0.00", "0.00")), LGC, "autre_prestation", NON),
    cas("PRIX-02 une autre ligne sans montant", avec(ligne(AUTRE, "0.00", "0.00")), LGC, "autre_somme", OUI),
    cas("PRIX-02 un centime d’autre chose", avec(ligne(AUTRE, "0.01", "0.01")), LGC, "autre_somme", NON),
    cas("CMD-34 total d’un centime", bon_valide(lignes=(ligne(VAGUE_2, "0.01", "0.01"),)), LGC, "total_non_nul", OUI),
    cas("CMD-34 total nul", bon_valide(lignes=lignes("0", "0", "0", "0")), LGC, "total_non_nul", NON),
    cas("CMD-34 ligne nulle", bon_valide(lignes=lignes("0", "0")), LGC, "montant:0", A_VOIR),
    cas("CMD-34 ligne négative", bon_valide(lignes=lignes("-0.01", "-0.01")), LGC, "montant:0", NON),
    cas("CMD-34 TTC négatif", bon_valide(lignes=lignes("376.25", "-451.50")), LGC, "montant:0", NON),
    cas("CMD-34 plus de deux décimales", bon_valide(lignes=lignes("376.251", "451.50")), LGC, "montant:0", NON),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), LIGNES)
def test_lignes(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


TVA = [
    cas("CMD-35 taux précisé", bon_valide(), LGC, "taux_precise", OUI),
    cas("CMD-35 taux absent", bon_valide(taux_tva=None), LGC, "taux_precise", NON),
    cas("TVA-01 assujetti", bon_valide(), LGC, "assujettissement", OUI),
    cas(
        "TVA-01 assujettissement inconnu", bon_valide(), contexte_valide(fournisseur={"assujetti": None}),
        "assujettissement", A_VOIR,
    ),
    cas("TVA-02 20 % à Paris", bon_valide(), LGC, "taux_admis", OUI),
    cas("TVA-02 20 % écrit 20,00", bon_valide(taux_tva=Decimal("20.00")), LGC, "taux_admis", OUI),
    cas("TVA-02 8,5 % à Paris", a_huit_et_demi(("376.25", "408.23")), LGC, "taux_admis", NON),
    cas("TVA-02 8,5 % à La Réunion", a_huit_et_demi(("376.25", "408.23")), REUNION, "taux_admis", OUI),
    cas("TVA-02 20 % à La Réunion", bon_valide(), REUNION, "taux_admis", NON),
    cas("TVA-02 0 % en Guyane", sans_taxe("376.25", taux_tva=Decimal(0)), GUYANE, "taux_admis", OUI),
    cas("TVA-02 8,5 % en Guyane", a_huit_et_demi(("376.25", "408.23")), GUYANE, "taux_admis", NON),
    cas("TVA-02 19,6 % à Paris", bon_valide(taux_tva=Decimal("19.6")), LGC, "taux_admis", NON),
    cas("TVA-02 département inconnu", bon_valide(), contexte_valide(client={"departement": ""}), "taux_admis", A_VOIR),
    cas(
        "TVA-02 Saint-Pierre-et-Miquelon", bon_valide(), contexte_valide(client={"departement": "975"}),
        "taux_admis", A_VOIR,
    ),
    cas(
        "TVA-02 taux inconnu, département inconnu", bon_valide(taux_tva=Decimal("19.6")),
        contexte_valide(client={"departement": ""}), "taux_admis", NON,
    ),
    cas("TVA-03 hors taxes", sans_taxe("376.25"), HORS_TVA, "hors_tva", OUI),
    cas("TVA-03 à taux nul", sans_taxe("376.25", taux_tva=Decimal(0)), HORS_TVA, "hors_tva", OUI),
    cas("TVA-03 un taux", sans_taxe("376.25", taux_tva=Decimal(20)), HORS_TVA, "hors_tva", NON),
    cas("TVA-03 un TTC", bon_valide(taux_tva=None), HORS_TVA, "hors_tva", NON),
    cas(
        "TVA-03 TTC égal au HT", bon_valide(taux_tva=None, lignes=lignes("1.00", "1.00", "1.00", "1.00")), HORS_TVA,
        "hors_tva", OUI,
    ),
    cas("TVA-04 TTC un centime sous le calcul", bon_valide(lignes=lignes("376.25", "451.49")), LGC, "coherence:0", NON),
    cas("TVA-04 TTC au centime", bon_valide(lignes=lignes("376.25", "451.50")), LGC, "coherence:0", OUI),
    cas("TVA-04 TTC un centime au-dessus", bon_valide(lignes=lignes("376.25", "451.51")), LGC, "coherence:0", NON),
    cas("TVA-04 prix convenu TTC", bon_valide(lignes=lignes("83.38", "100.05")), LGC, "coherence:0", OUI),
    cas("TVA-04 TTC absent", bon_valide(lignes=lignes("376.25", None)), LGC, "coherence:0", NON),
    cas("TVA-04 TTC absent à taux nul", sans_taxe("376.25", taux_tva=Decimal(0)), GUYANE, "coherence:0", OUI),
    cas("TVA-04 seconde ligne", bon_valide(lignes=lignes(secondaire_ttc="125.01")), LGC, "coherence:1", NON),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), TVA)
def test_tva(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


PLAFONDS = [
    cas("PRIX-01 sous le plafond", bon_valide(lignes=lignes("300.00", "360.00")), LGC, "plafond:0", OUI),
    cas("PRIX-01 au plafond", bon_valide(), LGC, "plafond:0", OUI),
    cas("PRIX-01 un centime au-dessus", bon_valide(lignes=lignes("376.26", "451.51")), LGC, "plafond:0", NON),
    cas("PRIX-01 au plafond à 8,5 %", a_huit_et_demi(("376.25", "408.23")), REUNION, "plafond:0", OUI),
    cas("PRIX-01 au-dessus à 8,5 %", a_huit_et_demi(("376.26", "408.24")), REUNION, "plafond:0", NON),
    cas("PRIX-01 hors TVA, au plafond HT", sans_taxe("376.25"), HORS_TVA, "plafond:0", OUI),
    cas("PRIX-01 hors TVA, un centime au-dessus", sans_taxe("376.26"), HORS_TVA, "plafond:0", NON),
    cas("PRIX-01 taux nul, au plafond HT", sans_taxe("376.25", taux_tva=Decimal(0)), GUYANE, "plafond:0", OUI),
    cas("PRIX-01 taux nul, au-dessus", sans_taxe("376.26", taux_tva=Decimal(0)), GUYANE, "plafond:0", NON),
    cas(
        "PRIX-01 double prestation au plafond", bon_valide(lignes=lignes("483.75", "580.50", prestation=DOUBLE)), LGC,
        "plafond:0", OUI,
    ),
    cas("PRIX-01 tranche A au plafond", bon_de_structure(), contexte_de_structure("A"), "plafond:0", OUI),
    cas(
        "PRIX-01 tranche A au prix de B", bon_de_structure(lignes=lignes("4515.00", "5418.00")),
        contexte_de_structure("A"), "plafond:0", NON,
    ),
    cas("PRIX-05 tranche inconnue", bon_de_structure(), contexte_de_structure(""), "plafond:0", A_VOIR),
    cas("CMD-31 secondaire au plafond", bon_valide(), LGC, "plafond:1", OUI),
    cas(
        "CMD-31 secondaire un centime au-dessus",
        bon_valide(lignes=lignes(secondaire="104.18", secondaire_ttc="125.02")), LGC, "plafond:1", NON,
    ),
    cas("CMD-31 construite sur PERF = 1", bon_valide(), LGC, "perf", OUI),
    cas(
        "CMD-31 au plafond de PERF = 0,5", bon_valide(lignes=lignes(secondaire="52.08", secondaire_ttc="62.50")), LGC,
        "perf", A_VOIR,
    ),
    cas("HOP-05 au maximum de la base", ES(lignes=(ligne(VAGUE_2, "125000", "150000"),)), BASE(), "plafond:0", OUI),
    cas("HOP-05 un centime de plus", ES(lignes=(ligne(VAGUE_2, "125000.01", "150000.01"),)), BASE(), "plafond:0", NON),
    cas("HOP-05 la base ne dit rien", ES(), BASE(None), "plafond:0", A_VOIR),
]  # fmt: skip


@pytest.mark.parametrize(("bon", "contexte", "code", "issue"), PLAFONDS)
def test_plafonds(bon: Bon, contexte: Contexte, code: str, issue: Issue) -> None:
    assert constat_de(bon, contexte, code).issue == issue


@pytest.mark.exigence("PRIX-01")
def test_le_remede_donne_le_plafond_au_taux_du_bon() -> None:
    trop = constat_de(a_huit_et_demi(("376.26", "408.24")), REUNION, "plafond:0")
    assert trop.remede == "Ramener la ligne à 408,23 € au plus."
    assert trop.valeurs == (("Montant", "408,24 €"), ("Plafond", "408,23 €"))
    assert trop.motif.explication.startswith(
        "Ligne 1 : 408,24 €, pour 408,23 € au plus (barème de 451,50 € TTC à 20 %,"
    )
    assert trop.champ == "lignes[0].montant_ttc"


@pytest.mark.exigence("TVA-04")
def test_le_remede_donne_le_ttc_attendu() -> None:
    constat = constat_de(bon_valide(lignes=lignes("376.25", "451.49")), LGC, "coherence:0")
    assert constat.remede == "Porter 451,50 € TTC, ou corriger le montant HT."
    assert constat.motif.explication == ("Ligne 1 : 376,25 € HT, TVA à 20 %, 451,49 € TTC au lieu de 451,50 €.")


@pytest.mark.exigence("PRIX-05", "HOP-05")
@pytest.mark.parametrize(
    ("bon", "contexte", "manque"),
    [
        (bon_de_structure(), contexte_de_structure(""), "la tranche de la structure n’est pas connue"),
        (ES(), BASE(None), "la base des établissements éligibles ne donne aucun montant"),
    ],
    ids=["structure", "établissement"],
)
def test_sans_plafond_on_dit_ce_qui_manque(bon: Bon, contexte: Contexte, manque: str) -> None:
    constat = constat_de(bon, contexte, "plafond:0")
    assert constat.motif.explication.startswith("Ligne 1 : ")
    assert manque in constat.motif.explication
    assert constat.champ == "lignes[0].montant_ht"


# ---- amounts --------------------------------------------------------------------------------------------------------


@pytest.mark.exigence("AV-04", "AV-07", "CALC-04")
@pytest.mark.parametrize(
    ("bon", "contexte", "attendus"),
    [
        (bon_valide(), LGC, ("451.50", "180.60", "270.90", "125.00")),
        (a_huit_et_demi(("376.25", "408.23")), REUNION, ("408.23", "163.29", "244.94", "113.02")),
        (sans_taxe("376.25"), HORS_TVA, ("376.25", "150.50", "225.75", "104.17")),
        (bon_valide(lignes=lignes("300.00", "360.00")), LGC, ("360.00", "144.00", "216.00", "125.00")),
        (bon_de_structure(), contexte_de_structure(), ("3160.50", "1264.20", "1896.30", "875.00")),
    ],
    ids=["20 %", "8,5 %", "hors TVA", "convenu sous le plafond", "structure"],
)
def test_les_montants(bon: Bon, contexte: Contexte, attendus: tuple[str, ...]) -> None:
    jugement = juger(bon, contexte)
    assert jugement.prediction == Prediction.ACCEPTE
    noms = ("finance", "avance", "solde", "secondaire")
    assert jugement.montants == {nom: Decimal(montant) for nom, montant in zip(noms, attendus, strict=True)}


@pytest.mark.exigence("HOP-07", "AV-06")
def test_un_etablissement_n_a_pas_de_secondaire() -> None:
    jugement = juger(bon_d_etablissement(), contexte_d_etablissement())
    assert jugement.prediction == Prediction.ACCEPTE
    assert jugement.montants == {"finance": Decimal(120000), "avance": Decimal(48000), "solde": Decimal(72000)}


@pytest.mark.exigence("CMD-42", "HOP-08")
def test_un_etablissement_n_achete_pas_la_prestation_par_morceaux() -> None:
    moitie = ligne(VAGUE_2, "50000.00", "60000.00")
    jugement = juger(bon_d_etablissement(lignes=(moitie, moitie)), contexte_d_etablissement())
    assert jugement.prediction == Prediction.REJETE
    assert "ligne_principale" in {constat.motif.code for constat in jugement.obstacles}


@pytest.mark.exigence("CMD-43")
@pytest.mark.parametrize(("ht", "ttc"), [("0.01", "0.01"), ("80000.00", "96000.00")])
def test_d_un_changement_complet_seule_la_prestation_segur_est_financee(ht: str, ttc: str) -> None:
    segur, logiciel = ligne(VAGUE_2, "100000.00", "120000.00"), ligne(AUTRE, ht, ttc)
    jugement = juger(bon_d_etablissement(lignes=(segur, logiciel)), contexte_d_etablissement())
    assert jugement.prediction == Prediction.A_VERIFIER
    assert [constat.regle for constat in jugement.obstacles] == ["CMD-43"]
    assert jugement.montants["finance"] == Decimal(120000)


@pytest.mark.parametrize(
    ("bon", "contexte"),
    [
        (bon_valide(taux_tva=None), LGC),
        (bon_valide(lignes=()), LGC),
        (bon_valide(lignes=lignes("0", "0", "0", "0")), LGC),
        (bon_de_structure(), contexte_de_structure("")),
        (bon_valide(lignes=lignes("500.00", "600.00", "200.00", "240.00")), LGC),
        (bon_valide(), contexte_valide(dispositif="MS-DUI-Va2")),
    ],
    ids=["sans taux", "sans ligne", "lignes nulles", "sans tranche", "au-dessus des plafonds", "sans texte"],
)
def test_ce_qui_ne_se_calcule_pas_n_est_pas_montre(bon: Bon, contexte: Contexte) -> None:
    assert juger(bon, contexte).montants == {}
    assert arithmetique(bon, contexte) == []


def test_l_arithmetique_se_lit() -> None:
    assert arithmetique(a_huit_et_demi(("376.25", "408.23")), REUNION) == [
        "Prestation principale Vague 2 : 408,23 € financés.",
        "Avance : 40 % de 408,23 € = 163,29 €.",
        "Solde : 408,23 € − 163,29 € = 244,94 €.",
        "Prestation secondaire : 113,02 € si PERF = 1, versés à part.",
    ]


@pytest.mark.parametrize("recu_le", [a(2025, 4, 29), a(2024, 1, 1)])
def test_avant_tout_texte_une_personne_regarde(recu_le: Any) -> None:
    jugement = juger(bon_valide(), contexte_valide(recu_le=recu_le))
    assert jugement.prediction == Prediction.A_VERIFIER
    (constat,) = jugement.constats
    assert "Aucun texte lu" in constat.motif.explication
    assert constat.remede
