from collections.abc import Iterator
from typing import Any

import pytest

from candidatures.models import Convention, DemandeDeSignature
from candidatures.signature import http
from candidatures.signature.suivi import ouvrir, preparer_les_demandes
from candidatures.transitions.convention import envoyer
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.yousign.serveur import CLE, SECRET, Prestataire, demarrer
from tests.monde import Monde
from tests.preuves.petit_rem import importer_petit_rem


@pytest.fixture
def yousign(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Prestataire]:
    """The portal is connected to the stand-in, and waits little for it."""
    prestataire = Prestataire()
    serveur = demarrer(prestataire)
    settings.YOUSIGN_URL = f"http://127.0.0.1:{serveur.server_port}/v3"
    settings.YOUSIGN_CLE, settings.YOUSIGN_SECRET_WEBHOOK = CLE, SECRET
    monkeypatch.setattr(http, "DELAI_EN_SECONDES", 0.3)
    yield prestataire
    prestataire.ferme.set()
    serveur.shutdown()
    serveur.server_close()


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    """The convention has just been sent."""
    importer_petit_rem()
    scenario = monde.convention()
    scenario.produire_les_documents()
    envoyer(scenario.candidature.convention, scenario.demande(monde.responsable))
    return scenario


@pytest.fixture
def demande(yousign: Prestataire, scenario: Scenario) -> DemandeDeSignature:
    """Opened with the provider, waiting for its signer."""
    preparer_les_demandes(scenario.instant)
    preparee = DemandeDeSignature.objects.get()
    assert ouvrir(preparee.pk, scenario.instant) is True
    preparee.refresh_from_db()
    return preparee


@pytest.fixture
def convention(scenario: Scenario) -> Convention:
    return scenario.candidature.convention
