import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from candidatures.models import Candidature
from candidatures.transitions import conversation
from preuves.archive.cles import cle
from preuves.models import ExportDossier
from preuves.tasks import produire_archive
from preuves.transitions import preuve as transitions_preuve
from preuves.transitions.archive import demander_une_archive
from preuves.transitions.attribution import prendre_en_charge
from preuves.transitions.instruction import annoter
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde, fichier

SECRET = "Ce mot ne sort pas de l’ANS."


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    """Referenced, with a file among its proofs, and lines of its journal that only the ANS reads."""
    scenario = petit_monde.eligible()
    premiere = scenario.chapitres()[0].preuves.demandees().first()
    transitions_preuve.deposer(premiere, scenario.demande(scenario.editeur, fichiers=[fichier("écran d’été.pdf")]))
    scenario.soumettre(scenario.chapitres()[0])
    prendre_en_charge(scenario.chapitres()[0], scenario.demande(petit_monde.verificateur))
    annoter(premiere, scenario.demande(petit_monde.verificateur, texte=SECRET))
    converser(scenario, petit_monde)
    scenario.valider(scenario.chapitres()[0])
    for chapitre in scenario.chapitres()[1:]:
        scenario.soumettre(chapitre)
        scenario.valider(chapitre)
    scenario.signer_la_convention()
    scenario.referencer()
    return scenario


def converser(scenario: Scenario, monde: Monde) -> None:
    """A thread with a file, an answer, and a note that only the ANS reads."""
    piece = fichier("annexe.pdf", b"%PDF-2")
    voulu = {"sujet": "Question", "objet": "dossier", "texte": "Bonjour.", "fichiers": [piece]}
    conversation.ouvrir_un_fil(scenario.candidature, scenario.demande(scenario.editeur, **voulu))
    fil = scenario.candidature.fils.get()
    conversation.annoter(fil, scenario.demande(monde.verificateur, texte=SECRET))
    conversation.ecrire(fil, scenario.demande(monde.verificateur, texte="Réponse."))


@pytest.fixture
def candidature(scenario: Scenario) -> Candidature:
    return Candidature.objects.get(pk=scenario.candidature.pk)


@pytest.fixture
def demander(candidature: Candidature, scenario: Scenario) -> Callable[[], ExportDossier]:
    def _demander() -> ExportDossier:
        demander_une_archive(candidature, scenario.demande(scenario.editeur))
        return candidature.exports.latest("pk")

    return _demander


@pytest.fixture
def exporter(demander: Callable[[], ExportDossier]) -> Callable[[], ExportDossier]:
    """Asked, then made."""

    def _exporter() -> ExportDossier:
        export = demander()
        assert produire_archive(export.pk) is True
        export.refresh_from_db()
        return export

    return _exporter


@pytest.fixture
def archive(exporter: Callable[[], ExportDossier]) -> bytes:
    document = exporter().document
    assert document is not None
    return document.lire()


@pytest.fixture
def la_cle(tmp_path: Path) -> Path:
    chemin = tmp_path / "archives.pem"
    chemin.write_bytes(cle().publique_pem)
    return chemin


def membres(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as ouverte:
        return {nom: ouverte.read(nom) for nom in ouverte.namelist()}


def lire_json(archive: bytes, nom: str) -> Any:
    return json.loads(membres(archive)[nom])


def refaire(fichiers: Mapping[str, bytes]) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w") as sortie:
        for nom, contenu in fichiers.items():
            sortie.writestr(nom, contenu)
    return flux.getvalue()
