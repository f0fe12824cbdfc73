"""A vendor simulates a file of balances, reads why one would be rejected, corrects it and takes the file back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from financement import tasks
from financement.formats import SOLDE, lire
from financement.models import Commande, Creance, Simulation
from tests.financement.simulateur.test_soldes import au, fichier
from tests.financement.soldes.exemples import commande_validee, declaration_pour
from tests.parcours.conftest import Onglet
from tests.parcours.test_simulateur import _ouvrir_le_simulateur

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("ASP-02", "ASP-03", "ASP-11", "SOL-01")
def test_un_editeur_simule_ses_soldes(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    editeur = portail("mandataire@logipro.example")
    simulateur = _ouvrir_le_simulateur()
    commande, autre = (
        commande_validee(simulateur.fournisseur, simulateur.candidature, simulateur.dossier.instant, rang=rang)
        for rang in (1, 2)
    )
    trop_tot = declaration_pour(autre)
    trop_tot_le = trop_tot.achevee_le - timedelta(days=1)
    soldes = [declaration_pour(commande), declaration_pour(autre, va_signee_le=trop_tot_le)]
    chemin = tmp_path / "soldes.json"
    chemin.write_bytes(fichier(simulateur, soldes).read())

    _envoyer(editeur, chemin, commande)
    simulation = Simulation.objects.get()
    tasks.simuler(simulation.pk)
    editeur.page.get_by_role("heading", name="2 commandes").wait_for()
    editeur.verifier()
    _corriger(editeur, autre, f"{trop_tot.va_signee_le}")
    _reprendre(editeur, simulation)

    petit = portail("mandataire@logipro.example", largeur=320)
    for page in (simulation.get_absolute_url(), f"{simulation.get_absolute_url()}commandes/2/"):
        assert not petit.aller(page).deborde()
    assert not petit.aller("/financement/modeles-de-json/?nature=solde").deborde()
    assert not petit.aller("/financement/simulations/commande/?nature=solde").deborde()
    assert not Creance.objects.exists()


def _envoyer(editeur: Onglet, chemin: Path, commande: Commande) -> None:
    editeur.aller("/financement/simulations/").cliquer("Modèles de JSONs").cliquer("Demande de solde")
    assert "soldes[…].va_signee_le" in editeur.lire()
    editeur.cliquer("Vos simulations").cliquer("Simuler un fichier de soldes")
    editeur.page.get_by_label("Fichier JSON *").set_input_files(chemin)
    editeur.page.get_by_label("Simuler au (date)").fill(f"{au(commande):%Y-%m-%d}")
    editeur.cliquer("Simuler", role="button", exact=True)


def _corriger(editeur: Onglet, commande: Commande, va_signee_le: str) -> None:
    """The VA was signed before the work was over."""
    editeur.cliquer(f"n° 2 : {commande.reference}")
    assert all(mot in editeur.lire() for mot in ("Cause de rejet", "SOL-06", "Ce qui changerait la réponse"))
    editeur.page.get_by_label("Date de signature de la VA").fill(va_signee_le)
    editeur.cliquer("Corriger et rejuger", role="button")
    assert "Commande rejugée : acceptée" in editeur.page.inner_text("#messages")
    assert "Aucune règle n’est en défaut." in editeur.lire()


def _reprendre(editeur: Onglet, simulation: Simulation) -> None:
    editeur.aller(simulation.get_absolute_url())
    with editeur.page.expect_download() as recu:
        editeur.page.get_by_role("link", name="Fichier JSON, avec les corrections").click()
    corrige = Path(recu.value.path()).read_bytes()
    assert [bool(ligne.objet) for ligne in lire(corrige, format=SOLDE)] == [True, True]
