"""A supplier reads what its next payment waits for; the ASP goes from the whole to one supplier, then to its orders."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from segur.noyau import horloge
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.financement.paiements.caisse import Caisse
from tests.financement.tresorerie.exemples import mener
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def caisse(portail: Callable[..., Onglet], settings: Any) -> Caisse:
    """One advance paid, one in a batch, one to pay."""
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    scenario = validee(Monde())
    referencer(scenario.candidature)
    dossier = DossierDEnrolement("LogiPro", scenario.instant)
    caisse = Caisse(dossier.complet().transmettre().prendre_en_charge().verifier().approuver())
    for stade in ("paye", "en_lot", "a_payer"):
        mener(caisse, stade, [caisse.commande()])
    horloge.regler(caisse.instant + timedelta(hours=1))
    return caisse


@pytest.mark.exigence("B-FIN-06")
def test_du_fournisseur_a_l_asp(portail: Callable[..., Onglet], caisse: Caisse) -> None:
    fournisseur = portail("mandataire@logipro.example").aller("/financement/tresorerie/")
    page = fournisseur.lire()
    assert "RAPPROCHÉ AU CENTIME AVEC LE GRAND LIVRE" in page.upper()
    assert f"Attendu le {caisse.execution_le:%d/%m/%Y}" in page
    assert "Paiement dès que l’ASP prépare un lot de paiement" not in page
    fournisseur.page.get_by_role("row").filter(has_text="Validée, à payer").locator("summary").click()
    assert "Paiement dès que l’ASP prépare un lot de paiement" in fournisseur.lire()
    fournisseur.page.get_by_label("Qui doit agir").select_option("ASP")
    fournisseur.cliquer("Filtrer", role="button")
    assert "2 résultats" in fournisseur.lire()

    asp = portail("gestionnaire@asp.example", largeur=320).aller("/financement/tresorerie/")
    assert not asp.deborde()
    asp.cliquer("LogiPro").cliquer("ASP : voir ces commandes")
    assert "2 résultats" in asp.lire()
    assert not asp.deborde()
