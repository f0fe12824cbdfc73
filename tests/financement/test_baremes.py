"""Every published figure of the ceilings, typed here again from the texts; rounding, rates and shares."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.regles.baremes import (
    Plafond,
    partager,
    plafond,
    plafond_de_la_base,
    secondaire_due,
    taux_du_territoire,
    taux_publies,
    territoire,
)
from financement.regles.commande.faits import Client, Prestation
from financement.regles.monnaie import au_centime, avec_taxe, en_euros, en_pour_cent, sans_taxe, ttc
from segur.noyau.regles import Reference

JOUR = date(2026, 11, 20)
LGC = "MDV-LGC-Va2"
VAGUE_2, VAGUES_1_ET_2, SECONDAIRE = Prestation.VAGUE_2, Prestation.VAGUES_1_ET_2, Prestation.SECONDAIRE
VINGT, HUIT_ET_DEMI, ZERO = Decimal(20), Decimal("8.5"), Decimal(0)

# AF 5.3 and 5.4: TTC (20 %), TTC (8,5 %), HT.
PUBLIES = {
    VAGUE_2: {
        "medecin": ("451.50", "408.23", "376.25"),
        "A": ("3160.50", "2857.62", "2633.75"),
        "B": ("5418.00", "4898.78", "4515.00"),
        "C": ("7675.50", "6939.93", "6396.25"),
        "D": ("9933.00", "8981.09", "8277.50"),
        "E": ("12190.50", "11022.24", "10158.75"),
    },
    VAGUES_1_ET_2: {
        "medecin": ("580.50", "524.87", "483.75"),
        "A": ("4063.50", "3674.08", "3386.25"),
        "B": ("6966.00", "6298.43", "5805.00"),
        "C": ("9868.50", "8922.77", "8223.75"),
        "D": ("12771.00", "11547.11", "10642.50"),
        "E": ("15673.50", "14171.46", "13061.25"),
    },
    SECONDAIRE: {
        "medecin": ("125.00", "113.02", "104.17"),
        "A": ("875.00", "791.15", "729.17"),
        "B": ("1500.00", "1356.25", "1250.00"),
        "C": ("2125.00", "1921.35", "1770.83"),
        "D": ("2750.00", "2486.46", "2291.67"),
        "E": ("3375.00", "3051.56", "2812.50"),
    },
}
COLONNES: tuple[tuple[str, Decimal | None, bool], ...] = (
    ("20", VINGT, True),
    ("8,5", HUIT_ET_DEMI, True),
    ("HT", None, False),
)
FIGURES = [
    pytest.param(prestation, cle, taux, assujetti, Decimal(figures[rang]), id=f"{prestation.value}-{cle}-{colonne}")
    for prestation, lignes in PUBLIES.items()
    for cle, figures in lignes.items()
    for rang, (colonne, taux, assujetti) in enumerate(COLONNES)
]


def au_plus(prestation: Prestation, cle: str, **faits: Any) -> Plafond:
    medecin = cle == "medecin"
    ordinaires: dict[str, Any] = {"taux": VINGT, "assujetti": True, "jour": JOUR}
    trouve = plafond(
        dispositif=LGC,
        prestation=prestation,
        client=Client.MEDECIN if medecin else Client.STRUCTURE,
        tranche="" if medecin else cle,
        **ordinaires | faits,
    )
    assert trouve is not None
    return trouve


def test_la_table_a_ses_54_chiffres() -> None:
    assert len(FIGURES) == 54


@pytest.mark.exigence("PRIX-05", "CALC-01", "TVA-03", "CMD-30")
@pytest.mark.parametrize(("prestation", "cle", "taux", "assujetti", "attendu"), FIGURES)
def test_chaque_chiffre_publie(
    prestation: Prestation, cle: str, taux: Decimal | None, assujetti: bool, attendu: Decimal
) -> None:
    assert au_plus(prestation, cle, taux=taux, assujetti=assujetti).montant == attendu


@pytest.mark.exigence("CALC-02")
@pytest.mark.parametrize("prestation", PUBLIES, ids=lambda prestation: prestation.value)
@pytest.mark.parametrize(("tranche", "rapport"), [("A", 7), ("B", 12), ("C", 17), ("D", 22), ("E", 27)])
def test_les_tranches_sont_des_multiples_du_forfait(prestation: Prestation, tranche: str, rapport: int) -> None:
    assert au_plus(prestation, tranche).montant == rapport * au_plus(prestation, "medecin").montant


@pytest.mark.exigence("CALC-05")
@pytest.mark.parametrize("cle", PUBLIES[VAGUE_2])
def test_vague_1_et_2_vaut_neuf_septiemes(cle: str) -> None:
    assert au_plus(VAGUES_1_ET_2, cle).montant * 7 == au_plus(VAGUE_2, cle).montant * 9


@pytest.mark.exigence("CALC-04", "AV-04", "SOL-05")
@pytest.mark.parametrize(
    ("cle", "avance", "solde"),
    [
        ("medecin", "180.60", "270.90"),
        ("A", "1264.20", "1896.30"),
        ("B", "2167.20", "3250.80"),
        ("C", "3070.20", "4605.30"),
        ("D", "3973.20", "5959.80"),
        ("E", "4876.20", "7314.30"),
    ],
)
def test_l_avance_et_le_solde_publies(cle: str, avance: str, solde: str) -> None:
    parts = partager(total=au_plus(VAGUE_2, cle).montant, jour=JOUR)
    assert (parts.avance, parts.solde) == (Decimal(avance), Decimal(solde))


@pytest.mark.exigence("CALC-04")
def test_l_avance_est_arrondie_et_le_solde_est_une_difference() -> None:
    parts = partager(total=Decimal("408.23"), jour=JOUR)
    assert (parts.avance, parts.solde) == (Decimal("163.29"), Decimal("244.94"))
    assert parts.explication == "40 % de 408,23 € = 163,29 €"
    assert "section" not in str(parts.reference)
    assert parts.reference.article


@pytest.mark.exigence("CALC-04")
@given(st.decimals(min_value="0.01", max_value=200_000, places=2))
def test_avance_et_solde_font_le_total(total: Decimal) -> None:
    parts = partager(total=total, jour=JOUR)
    assert parts.avance + parts.solde == total
    assert parts.avance == au_centime(parts.avance)
    assert 0 <= parts.avance <= parts.solde
    assert abs(Fraction(parts.avance) - Fraction(total) * 2 / 5) <= Fraction(1, 200)


@pytest.mark.exigence("CALC-03", "SEC-04")
@pytest.mark.parametrize(
    ("taux", "assujetti", "attendu"),
    [(VINGT, True, "62.50"), (HUIT_ET_DEMI, True, "56.51"), (None, False, "52.08")],
    ids=["20 %", "8,5 %", "hors TVA"],
)
def test_perf_se_multiplie_avant_l_arrondi(taux: Decimal | None, assujetti: bool, attendu: str) -> None:
    demi = Decimal("0.5")
    assert au_plus(SECONDAIRE, "medecin", taux=taux, assujetti=assujetti, perf=demi).montant == Decimal(attendu)


@pytest.mark.exigence("CALC-03")
@pytest.mark.parametrize(
    ("convenu", "perf", "plafond_reduit", "attendu"),
    [
        ("104.17", "0.5", "52.08", "52.08"),
        ("104.16", "0.5", "52.08", "52.08"),
        ("100.01", "0.5", "52.08", "50.01"),
        ("104.17", "1", "104.17", "104.17"),
        ("104.17", "0", "0.00", "0.00"),
    ],
    ids=["arrondi au-dessus du plafond", "juste dessous", "moitié arrondie", "PERF entière", "PERF nulle"],
)
def test_la_secondaire_due_ne_passe_pas_son_plafond(convenu: str, perf: str, plafond_reduit: str, attendu: str) -> None:
    due = secondaire_due(convenu=Decimal(convenu), perf=Decimal(perf), au_plus=Decimal(plafond_reduit))
    assert due == Decimal(attendu)


@pytest.mark.exigence("TVA-03")
@pytest.mark.parametrize("taux", [None, VINGT, HUIT_ET_DEMI, ZERO])
def test_hors_tva_le_plafond_est_hors_taxes_quel_que_soit_le_taux(taux: Decimal | None) -> None:
    assert au_plus(VAGUE_2, "medecin", taux=taux, assujetti=False).montant == Decimal("376.25")


@pytest.mark.exigence("TVA-01")
def test_a_taux_nul_le_plafond_est_hors_taxes() -> None:
    assert au_plus(VAGUE_2, "medecin", taux=ZERO).montant == Decimal("376.25")


@pytest.mark.exigence("TVA-01", "TVA-02")
@pytest.mark.parametrize(
    ("departement", "taux"),
    [
        ("01", "20"), ("75", "20"), ("95", "20"), ("20", "20"), ("2A", "20"), ("2B", "20"),
        ("971", "8.5"), ("972", "8.5"), ("974", "8.5"), ("973", "0"), ("976", "0"),
    ],
)  # fmt: skip
def test_chaque_territoire_a_son_taux(departement: str, taux: str) -> None:
    version = taux_du_territoire(departement=departement, jour=JOUR)
    assert version is not None
    assert version.valeur == Decimal(taux)
    assert "294" in version.reference.article
    assert "Guyane" in version.reference.hypothese


@pytest.mark.parametrize("departement", ["", "00", "96", "97", "975", "988", "99", "metropole"])
def test_un_territoire_inconnu_n_a_pas_de_taux(departement: str) -> None:
    assert taux_du_territoire(departement=departement, jour=JOUR) is None


def test_avant_le_premier_texte_il_n_y_a_ni_taux_ni_plafond() -> None:
    assert taux_du_territoire(departement="75", jour=date(2024, 6, 20)) is None
    assert taux_publies(date(2024, 6, 20)) == frozenset()
    faits: dict[str, Any] = {"dispositif": LGC, "prestation": VAGUE_2, "client": Client.MEDECIN, "tranche": ""}
    assert plafond(**faits, taux=VINGT, assujetti=True, jour=date(2025, 4, 29)) is None
    assert plafond(**faits, taux=VINGT, assujetti=True, jour=date(2025, 4, 30)) is not None


@pytest.mark.parametrize(("dispositif", "tranche"), [(LGC, ""), (LGC, "F"), ("MS-DUI-Va2", "A")])
def test_sans_tranche_ou_sans_bareme_il_n_y_a_pas_de_plafond(dispositif: str, tranche: str) -> None:
    faits: dict[str, Any] = {"prestation": VAGUE_2, "client": Client.STRUCTURE, "taux": VINGT, "assujetti": True}
    assert plafond(dispositif=dispositif, tranche=tranche, jour=JOUR, **faits) is None


@pytest.mark.exigence("HOP-05")
def test_le_plafond_d_un_etablissement_vient_de_la_base() -> None:
    base = Reference("base des établissements éligibles")
    assert plafond_de_la_base(None, base) is None
    trouve = plafond_de_la_base(Decimal("150000.00"), base)
    assert trouve is not None
    assert trouve.montant == Decimal("150000.00")
    assert trouve.reference == base


def test_le_calcul_se_raconte() -> None:
    a_la_reunion = au_plus(SECONDAIRE, "medecin", taux=HUIT_ET_DEMI, perf=Decimal("0.5"))
    assert a_la_reunion.explication == (
        "barème de 125,00 € TTC à 20 % × PERF 0,5, soit 52,08 € hors taxes, puis TVA à 8,5 % sur le montant exact, "
        "arrondi une seule fois"
    )
    assert au_plus(VAGUE_2, "medecin").explication == "barème de 451,50 € TTC à 20 %"
    assert "376,25 € hors taxes" in au_plus(VAGUE_2, "medecin", assujetti=False).explication
    assert (territoire("974"), territoire("75")) == ("La Réunion (974)", "le département 75")


# ---- rounding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exact", "arrondi"),
    [
        (Fraction("4898.775"), "4898.78"),
        (Fraction("4898.77499"), "4898.77"),
        (Fraction("-0.005"), "-0.01"),
        (Fraction("-0.0049"), "0"),
        (Fraction(0), "0"),
        (Decimal("52.085"), "52.09"),
        (Decimal("-52.085"), "-52.09"),
        (Decimal("52.0849"), "52.08"),
    ],
)
def test_l_arrondi_est_au_centime_superieur_de_demi(exact: Fraction | Decimal, arrondi: str) -> None:
    assert au_centime(exact) == Decimal(arrondi)


@given(st.fractions(min_value=-100_000, max_value=100_000))
def test_l_arrondi_est_au_plus_proche(exact: Fraction) -> None:
    arrondi = au_centime(exact)
    assert abs(Fraction(arrondi) - exact) <= Fraction(1, 200)
    assert au_centime(-exact) == -arrondi
    assert au_centime(arrondi) == arrondi


@given(st.decimals(min_value=0, max_value=100_000, places=2), st.sampled_from([VINGT, HUIT_ET_DEMI, ZERO]))
def test_taxer_puis_detaxer_rend_le_montant(ht: Decimal, taux: Decimal) -> None:
    assert sans_taxe(ttc(ht, taux), taux) - Fraction(ht) <= Fraction(1, 200)
    assert au_centime(avec_taxe(ht, taux)) == ttc(ht, taux)


@pytest.mark.parametrize(
    ("montant", "ecrit"), [("1264.2", "1\u202f264,20 €"), ("0", "0,00 €"), ("-12190.5", "-12\u202f190,50 €")]
)
def test_un_montant_se_lit_en_francais(montant: str, ecrit: str) -> None:
    assert en_euros(Decimal(montant)) == ecrit


@pytest.mark.parametrize(
    ("taux", "ecrit"), [("20", "20 %"), ("20.00", "20 %"), ("8.5", "8,5 %"), ("8.50", "8,5 %"), ("0", "0 %")]
)
def test_un_taux_se_lit_en_francais(taux: str, ecrit: str) -> None:
    assert en_pour_cent(Decimal(taux)) == ecrit
