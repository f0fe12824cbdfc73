"""After the référencement: anyone verifies the attestation, the vendor takes its dossier away, the ANS withdraws."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import FilePayload

from candidatures.models import Candidature
from preuves.tasks import balayer_archives
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde
from tests.parcours.conftest import Onglet
from tests.preuves.petit_rem import importer_petit_rem

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
VERIFICATEUR = Path(__file__).resolve().parents[2] / "outils" / "verifier_dossier.py"


def _referencee() -> Scenario:
    importer_petit_rem()
    scenario = Monde().convention()
    scenario.signer_la_convention()
    scenario.referencer()
    return scenario


def _verifier(visiteur: Onglet, contenu: bytes) -> str:
    fichier: FilePayload = {"name": "attestation.pdf", "mimeType": "application/pdf", "buffer": contenu}
    visiteur.aller("/verifier/")
    visiteur.page.get_by_label("Document PDF").set_input_files(fichier)
    visiteur.cliquer("Vérifier le fichier", role="button")
    return visiteur.lire()


@pytest.mark.exigence("E4-11", "E4-14")
def test_une_attestation_se_verifie_puis_un_retrait_se_voit(portail: Callable[..., Onglet]) -> None:
    visiteur = portail(largeur=320)
    scenario = _referencee()
    candidature = Candidature.objects.get(pk=scenario.candidature.pk)
    officiel = candidature.officiels.get(nature="attestation")
    with default_storage.open(officiel.document.fichier.chemin) as fichier:  # type: ignore[union-attr]
        octets = fichier.read()

    assert "Document authentique" in _verifier(visiteur, octets)
    assert not visiteur.deborde()
    change = octets[:3000] + bytes([octets[3000] ^ 1]) + octets[3001:]
    assert "Document altéré" in _verifier(visiteur, change)
    assert "Document inconnu" in _verifier(visiteur, b"%PDF-1.7 autre chose")

    adresse = f"/candidatures/{candidature.numero}/etape-4/"
    responsable = portail("responsable@ans.example")
    responsable.aller(adresse).cliquer("Proposer une suspension ou un retrait")
    responsable.page.get_by_text("Retrait du référencement", exact=True).click()
    responsable.page.get_by_label("Motif").fill("Faille non corrigée.")
    responsable.cliquer("Proposer", role="button")
    direction = portail("direction@ans.example")
    direction.cliquer("Retrait du référencement").cliquer("Prononcer la mesure").cliquer("Prononcer", role="button")

    visiteur.aller(f"/verifier/{officiel.code}/")
    assert "Référencement retiré" in visiteur.lire().replace("RÉFÉRENCEMENT RETIRÉ", "Référencement retiré")
    assert "Faille" not in visiteur.lire()
    editeur = portail("mandataire@logipro.example").aller(adresse)
    assert "Faille non corrigée." in editeur.lire()


@pytest.mark.exigence("E4-12")
def test_l_editeur_emporte_son_dossier_et_le_verifie_sans_le_portail(
    portail: Callable[..., Onglet], settings: Any, tmp_path: Path
) -> None:
    settings.CLE_ARCHIVES = "demonstration"
    editeur = portail("mandataire@logipro.example")
    scenario = _referencee()
    editeur.aller(f"/candidatures/{scenario.candidature.numero}/").cliquer("Télécharger tout le dossier")
    editeur.cliquer("Préparer l’archive", role="button")
    balayer_archives()
    editeur.aller(f"/candidatures/{scenario.candidature.numero}/export/")

    with editeur.page.expect_download() as attendu:
        editeur.page.get_by_role("main").locator("a[href*='/documents/']").first.click()
    archive = tmp_path / "dossier.zip"
    attendu.value.save_as(archive)
    (tmp_path / "cle.pem").write_bytes(editeur.page.request.get(f"{editeur.adresse}/cles/archives.pem").body())

    def lire(chemin: Path) -> int:
        ligne = [sys.executable, str(VERIFICATEUR), str(chemin), str(tmp_path / "cle.pem")]
        return subprocess.run(ligne, check=False, capture_output=True).returncode

    octets = archive.read_bytes()
    (tmp_path / "change.zip").write_bytes(octets[:-2000] + bytes([octets[-2000] ^ 1]) + octets[-1999:])
    assert (lire(archive), lire(tmp_path / "change.zip")) == (0, 1)
