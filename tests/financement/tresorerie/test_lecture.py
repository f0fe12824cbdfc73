"""SQL says what the rules say, and its sums are those of the ledger, whatever happened to the money."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from financement.models import Commande, Part
from financement.regles.ecritures import Totaux
from financement.regles.tresorerie.etapes import etape_de
from financement.regles.tresorerie.faits import PARTS, Faits
from financement.tresorerie import livre, page
from financement.tresorerie.cadre import cadre
from financement.tresorerie.sql import COLONNES, DE_LA_PART, Tresorerie
from financement.verification import ecarts
from tests.financement.paiements.caisse import Caisse
from tests.financement.tresorerie.exemples import mener, monde_mele, pilotes

pytestmark = pytest.mark.django_db


def vues(caisse: Caisse) -> Tresorerie:
    return Tresorerie(Commande.objects.all(), cadre(caisse.instant))


def faits(vue: dict[str, Any], part: str) -> Faits:
    """Those that the database read, for the pure function."""
    colonnes = {
        f.name: f"{part}_{f.name}" if f.name in DE_LA_PART else COLONNES.get(f.name, f.name) for f in fields(Faits)
    }
    lus: dict[str, Any] = {nom: vue[colonne] for nom, colonne in colonnes.items()}
    valeurs: dict[str, Any] = {
        n: bool(v) if isinstance(getattr(Faits(commande=""), n), bool) else v for n, v in lus.items()
    }
    return Faits(**valeurs)


@pytest.mark.parametrize("graine", range(3))
def test_la_page_dit_le_grand_livre_au_centime_et_le_sql_dit_les_regles(caisse: Caisse, graine: int) -> None:
    monde_mele(caisse, graine)
    lues = vues(caisse)
    tableau, fournisseurs = page.tableau_et_fournisseurs(lues)

    assert (tableau.ecarts, ecarts()) == ([], [])
    total, prevision = tableau.livre.total, tableau.prevision
    assert tableau.synthese.total == total
    assert sum((m.regle for m in prevision.chronologie), Decimal(0)) == total.regle > 0
    assert prevision.date + prevision.estime + prevision.engage_sans_date == total.engage - total.regle
    vues_une_a_une = lues.demander("*")
    assert sum(vue["total_engage"] for vue in vues_une_a_une) == total.engage
    for vue in vues_une_a_une:
        for part in PARTS:
            assert vue[f"{part}_etape"] == etape_de(part, faits(vue, part)).code
    goulets = sum(goulet.nombre for goulet in tableau.goulets)
    assert goulets == sum(bool(vue["prochaine"]) for vue in vues_une_a_une)
    assert all(sum(goulet.tranches) == goulet.nombre for goulet in tableau.goulets)
    [fournisseur] = fournisseurs
    liste = page.Liste(lues, page.TOUTES, "reference ASC NULLS LAST, id", "reference")
    assert liste.total == tableau.synthese.en_bref()  # the list, asked on its own
    for part, etape in {(vue["prochaine"], vue["etape"]) for vue in vues_une_a_une}:
        seules = page.Liste(lues, f"prochaine = '{part}' AND etape = '{etape}'", "id")
        assert seules.total == tableau.synthese.en_bref(part=part, etape=etape) or not part
        assert [vue["id"] for vue in seules.tout()] == sorted(
            vue["id"] for vue in vues_une_a_une if (vue["prochaine"], vue["etape"]) == (part, etape)
        )
    assert liste[1:4] == sorted(vues_une_a_une, key=lambda vue: (vue["reference"], vue["id"]))[1:4]
    assert (fournisseur.engage, fournisseur.regle) == (total.engage, total.regle)
    assert sum(fournisseur.attentes) == sum(goulet.montant for goulet in tableau.goulets)


def test_un_centime_d_ecart_se_dit() -> None:
    """The negative control: the line « rapproché » is computed."""
    inscrit = livre.Livre(parts={"avance": Totaux(engage=Decimal("10.00"), verse=Decimal("10.00"))})
    juste = {"avance": Totaux(engage=Decimal("10.00"), verse=Decimal("10.00"))}
    faux = {"avance": Totaux(engage=Decimal("10.01"), verse=Decimal("10.00"))}
    zero, dix = Decimal("0.00"), Decimal("10.00")

    assert livre.ecarts(juste, inscrit, regle=zero, a_venir=dix) == []
    [ecart] = livre.ecarts(faux, inscrit, regle=zero, a_venir=dix)
    assert str(ecart) == "avance, engage : 10.01 € pour 10.00 € au grand livre."
    assert len(livre.ecarts({}, inscrit, regle=zero, a_venir=dix)) == 2
    assert len(livre.ecarts(juste, inscrit, regle=Decimal("0.01"), a_venir=Decimal("9.99"))) == 2


def test_chaque_stade_attend_quelqu_un(caisse: Caisse) -> None:
    etats = {}
    for stade in ("a_payer", "en_lot", "envoye", "rejete", "paye"):
        commande = caisse.commande()
        mener(caisse, stade, [commande])
        etats[commande.pk] = stade
    pilotes(caisse, "transmis")
    trouves = {etats[vue["id"]]: (vue["prochaine"], vue["etape"]) for vue in vues(caisse).demander("*")}

    assert trouves == {
        "a_payer": ("avance", "a_payer"),
        "en_lot": ("avance", "en_lot"),
        "envoye": ("avance", "envoyee"),
        "rejete": ("avance", "compte_rejete"),
        "paye": ("solde", "pilotes_a_verifier"),
    }


def test_la_prevision_date_un_lot_et_rien_d_autre_sans_mesure(caisse: Caisse) -> None:
    en_lot, a_payer = caisse.commande("1204.55"), caisse.commande("733.70")
    mener(caisse, "en_lot", [en_lot])
    prevision = page.tableau(vues(caisse)).prevision

    [mois] = prevision.chronologie
    assert (mois.premier, mois.date) == (caisse.execution_le.replace(day=1), en_lot.avance)
    assert (mois.regle, mois.estime) == (0, 0)
    soldes = sum(filter(None, (en_lot.solde, a_payer.solde)))
    sans_date = {(a.part, a.etape.code): a.montant for a in prevision.attentes if a.montant}
    assert sans_date == {
        (Part.AVANCE, "a_payer"): a_payer.avance,
        (Part.SOLDE, "pilotes_a_constituer"): soldes,
    }
