"""A second factor in a real browser: an application and its recovery codes, then a key that the browser simulates."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from tests.noyau.acces.conftest import CONCERNES

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
AGENT = "verificateur@ans.example"


@pytest.fixture
def portail_protege(portail: Any, settings: Any) -> Any:
    cache.clear()
    settings.SECOND_FACTEUR = CONCERNES
    return portail


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def activer(onglet: Any) -> list[str]:
    """From the page where the login leads; the recovery codes."""
    assert "activez-en un pour continuer" in onglet.lire()
    onglet.cliquer("Activer une application")
    assert not onglet.deborde()
    secret = onglet.page.locator("code.cle").inner_text()
    onglet.page.locator("#id_code").fill(code(secret))
    onglet.cliquer("Activer", role="button")
    return re.findall(r"\b\d{8}\b", onglet.lire())


def test_une_application_puis_un_code_de_secours(portail_protege: Any) -> None:
    onglet = portail_protege(AGENT, largeur=320)
    codes = activer(onglet)
    assert len(codes) == 10
    assert not onglet.deborde()
    onglet.cliquer("Continuer")
    assert "À instruire" in onglet.page.content()

    autre = portail_protege(AGENT)
    assert autre.page.url.endswith("/connexion/second-facteur/")
    autre.page.locator("#id_code").fill("12345678")
    autre.cliquer("Se connecter", role="button")
    assert autre.page.locator("#erreurs").count() == 1
    autre.page.locator("#id_code").fill(codes[0])
    autre.cliquer("Se connecter", role="button")
    assert "À instruire" in autre.page.content()
    autre.aller("/compte/sessions/")
    assert autre.lire().count("Ouverte le") == 2
    autre.cliquer("Fermer toutes les autres", role="button")
    onglet.aller("/compte/")
    assert "/connexion/" in onglet.page.url


def brancher_une_cle(onglet: Any) -> None:
    """An authenticator of the browser's own, which answers by itself."""
    session = onglet.page.context.new_cdp_session(onglet.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def presser(onglet: Any, nom: str, suite: str) -> None:
    """The page is sent by the script, once the key has answered."""
    onglet.page.get_by_role("main").get_by_role("button", name=nom).click()
    onglet.page.wait_for_url(suite)
    onglet.verifier()


def test_une_cle_de_securite(portail_protege: Any) -> None:
    onglet = portail_protege(AGENT)
    brancher_une_cle(onglet)
    onglet.cliquer("Ajouter une clé")
    onglet.page.locator("#id_name").fill("Clé du bureau")
    presser(onglet, "Ajouter la clé", "**/second-facteur/codes/")
    onglet.aller("/compte/second-facteur/cles/")
    assert "Clé du bureau" in onglet.lire()

    onglet.page.get_by_role("button", name="Se déconnecter").click()
    onglet.attendre()
    onglet.connecter(AGENT)
    presser(onglet, "Utiliser votre clé de sécurité", f"{onglet.adresse}/")
    assert "À instruire" in onglet.page.content()
