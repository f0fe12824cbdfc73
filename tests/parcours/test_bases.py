"""An agent of the ASP imports a base with errors, then the right one; a vendor looks a client up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from segur.noyau.annuaires import tasks
from segur.noyau.annuaires.generation import finess
from segur.noyau.annuaires.models import ImportDeBase
from tests.noyau.annuaires.fichiers import MSP, reference

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
FAUTIF = reference(MSP, [finess(2), "", "Clinique", "B", "oui", "3", "0"], MSP)
JUSTE = reference(MSP, [finess(2), "Centre de santé infirmier", "CDS infirmier", "A", "oui", "0", "2"])


def ecrire(dossier: Path, contenu: str) -> Path:
    fichier = dossier / "base-de-reference-20250502.csv"
    fichier.write_text(contenu, encoding="utf-8")
    return fichier


@pytest.mark.exigence("ELI-05", "ELI-06", "ELI-07")
def test_importer_une_base_puis_y_chercher_un_client(portail: Callable[..., Any], tmp_path: Path) -> None:
    cache.clear()
    agent = portail("gestionnaire@asp.example")
    agent.aller("/bases/")
    importer(agent, ecrire(tmp_path, FAUTIF))
    assert "3 anomalies : rien n’est importé." in agent.lire()
    assert all(mot in agent.lire() for mot in ("Clinique", "Raison sociale", "celui-ci est déjà à la ligne 2"))

    agent.cliquer("Toutes les bases")
    importer(agent, ecrire(tmp_path, JUSTE))
    assert "IMPORTÉ" in agent.lire().upper()
    agent.cliquer("Toutes les bases")
    assert "02/05/2025" in agent.lire()
    assert list(ImportDeBase.objects.values_list("statut", flat=True)) == ["importe", "refuse"]

    assert not agent.deborde()
    editeur = portail("salarie@logipro.example", largeur=320)
    editeur.aller("/bases/clients/")
    chercher(editeur, finess(1))
    assert "LGC vague 2 : éligible" in editeur.lire()
    chercher(editeur, "centre")
    assert "LGC vague 2 : non éligible" in editeur.lire()
    assert "Centre de santé infirmier : exclu, il relève d’un couloir distinct." in editeur.lire()
    assert not editeur.deborde()

    administrateur = portail("administrateur@ans.example")
    administrateur.aller("/bases/consultations/")
    assert "Inès Petit" in administrateur.lire()


def importer(agent: Any, fichier: Path) -> None:
    agent.cliquer("Importer un fichier")
    agent.page.get_by_label("Base *").select_option("reference")
    agent.page.get_by_label("Fichier *").set_input_files(fichier)
    agent.cliquer("Importer", role="button", exact=True)
    assert "L’import va commencer" in agent.lire()
    tasks.importer(ImportDeBase.objects.latest("pk").pk)  # as a worker, which the page then tells of by itself
    agent.page.get_by_text("L’import va commencer").wait_for(state="hidden")
    agent.verifier()


def chercher(editeur: Any, texte: str) -> None:
    editeur.page.get_by_label("RPPS, FINESS ou nom").fill(texte)
    editeur.cliquer("Chercher", role="button")
