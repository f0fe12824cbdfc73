"""A vendor simulates good and bad orders, reads why, corrects one in place, runs again, downloads the result."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from financement import tasks
from financement.formats import lire
from financement.models import Commande, LigneSimulee, Simulation
from financement.regles.commande.faits import Prediction
from segur.noyau.annuaires.identifiants import avec_cle
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.commandes.exemples import bon_valide
from tests.financement.conftest import validee
from tests.financement.simulateur.conftest import MAUVAISE, Simulateur
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MEDECINS = ("99000000028", avec_cle("1000312346"))


def _ouvrir_le_simulateur() -> Simulateur:
    scenario = validee(Monde())
    referencer(scenario.candidature)
    importer_les_bases(scenario.instant)
    return Simulateur(DossierDEnrolement("LogiPro", scenario.instant).accepte())


def _commandes(simulateur: Simulateur) -> list[Any]:
    jour = simulateur.dossier.instant.date()
    dates = {"emis_le": jour, "signe_le": jour, "aides_declarees_le": jour, "patients_mt": 5}
    connu, inconnu = (bon_valide(reference=f"BC-{cle}", cle=cle, **dates) for cle in MEDECINS)
    return [connu, inconnu, MAUVAISE | {"emis_le": f"{jour}", "signe_le": f"{jour}"}]


@pytest.mark.exigence("ASP-01", "ASP-02", "ASP-03", "ASP-11", "ASP-13")
def test_un_editeur_simule_corrige_et_relance(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    editeur = portail("mandataire@logipro.example")
    simulateur = _ouvrir_le_simulateur()
    fichier = tmp_path / "commandes.json"
    fichier.write_bytes(simulateur.fichier(_commandes(simulateur)).read())

    _envoyer(editeur, fichier)
    assert "la simulation va commencer" in editeur.lire().lower()
    simulation = Simulation.objects.get()
    tasks.simuler(simulation.pk)
    editeur.page.get_by_role("heading", name="3 commandes").wait_for()
    editeur.verifier()
    _lire_pourquoi(editeur)
    _corriger(editeur)
    _relancer(editeur, simulation)
    _telecharger(editeur, simulation)

    petit = portail("mandataire@logipro.example", largeur=320)
    for page in ("", "commandes/2/"):
        assert not petit.aller(simulation.get_absolute_url() + page).deborde()
    assert not Commande.objects.exists()
    editeur.aller(simulation.get_absolute_url()).cliquer("Supprimer la simulation et son fichier", role="button")
    assert not Simulation.objects.exists()


def _envoyer(editeur: Onglet, fichier: Path) -> None:
    menu = editeur.aller("/").page.get_by_role("navigation", name="Menu principal")
    menu.get_by_role("button", name="Financement").click()
    menu.get_by_role("link", name="Simulateur").click()
    editeur.verifier()
    editeur.cliquer("Modèles de JSONs").cliquer("Vos simulations").cliquer("Simuler un fichier")
    editeur.cliquer("Simuler", role="button", exact=True)
    assert "Choisissez un fichier." in editeur.lire()
    editeur.page.get_by_label("Fichier JSON *").set_input_files(fichier)
    editeur.cliquer("Simuler", role="button", exact=True)


def _lire_pourquoi(editeur: Onglet) -> None:
    """The unknown doctor is rejected by a rule, the last order by the format."""
    editeur.page.get_by_label("Prédiction").select_option(Prediction.REJETE.value)
    editeur.cliquer("Filtrer", role="button")
    assert "ELI-0" in editeur.lire()
    editeur.cliquer(f"BC-{MEDECINS[1]}")
    assert all(mot in editeur.lire() for mot in ("Cause de rejet", "Règle", "Texte", "Ce qui changerait la réponse"))
    editeur.cliquer("Prochaine commande à revoir : n° 3")
    assert all(mot in editeur.lire() for mot in ("Trouvé", "« 123 »", "RPPS de 11 chiffres", "Écrivez « signe_le »."))


def _corriger(editeur: Onglet) -> None:
    cle = editeur.page.get_by_label("RPPS ou FINESS du client")
    cle.fill("990")
    editeur.cliquer("Corriger et rejuger", role="button")
    assert "Un numéro RPPS a 11 chiffres, celui-ci en a 3." in editeur.lire()
    editeur.page.get_by_label("RPPS ou FINESS du client").fill(avec_cle("1000312347"))
    editeur.cliquer("Corriger et rejuger", role="button")
    assert "Commande rejugée" in editeur.page.inner_text("#messages")
    assert LigneSimulee.objects.get(rang=3).erreurs == []


def _relancer(editeur: Onglet, simulation: Simulation) -> None:
    editeur.aller(simulation.get_absolute_url())
    editeur.page.get_by_label("Simuler au (date)").fill("2026-12-01")
    editeur.cliquer("Relancer la simulation", role="button")
    tasks.simuler(simulation.pk)
    editeur.page.get_by_role("heading", name="3 commandes").wait_for()
    editeur.verifier()
    assert "01/12/2026 à 12:00" in editeur.lire()


def _telecharger(editeur: Onglet, simulation: Simulation) -> None:
    with editeur.page.expect_download() as recu:
        editeur.page.get_by_role("link", name="Résultat (XLSX)").click()
    classeur = openpyxl.load_workbook(io.BytesIO(Path(recu.value.path()).read_bytes()))
    assert {rangee[0].value for rangee in classeur["Commandes"].iter_rows(min_row=2)} == {1, 2, 3}
    with editeur.page.expect_download() as recu:
        editeur.page.get_by_role("link", name="Fichier JSON, avec les corrections").click()
    contenu = Path(recu.value.path()).read_bytes()
    assert len(json.loads(contenu)["commandes"]) == 3
    assert all(ligne.bon for ligne in lire(contenu))
