"""A real OpenID provider (npm oidc-provider), run on loopback for the tests that need one."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from segur.fournisseurs import CHAMPS

NODE_AU_MOINS = 20
ICI = Path(__file__).parent
RETOUR, ACCUEIL = "http://testserver/connexion/isc/retour/", "http://testserver/"


def proposer_un_fournisseur(settings: Any, url: str, **reglages: Any) -> None:
    """As the environment would configure Industriels Santé Connect at that address."""
    lus = {
        "server_url": url,
        "emetteur": url,
        "scope": ["openid", "profile", "email"],
        "auth_params": {"acr_values": "eidas1"},
        "acr": ["eidas1"],
        "champs": CHAMPS,
        "userinfo_signe": True,
        "origines": [url],
        "oauth_pkce_enabled": True,
        "fetch_userinfo": True,
    } | reglages
    application = {"provider_id": "isc", "name": "Industriels Santé Connect", "client_id": "portail"}
    settings.FOURNISSEURS = [{**application, "secret": "secret-des-essais", "settings": lus}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.FOURNISSEURS}}


class FournisseurDEssai:
    def __init__(self, adresse: str) -> None:
        self.adresse = adresse

    def jouer(self, *, sub: str = "personne-1", acr: str = "eidas1", faute: str = "", **reclamations: Any) -> None:
        """Who signs in there from now on, and what is wrong with the answers."""
        connue = {"given_name": "Ana", "family_name": "Candidate", "email": "ana@libre.example", "email_verified": True}
        scenario = {"personne": {**connue, **reclamations, "sub": sub}, "acr": acr, "faute": faute}
        with urlopen(Request(f"{self.adresse}/scenario", json.dumps(scenario).encode())) as reponse:  # noqa: S310
            assert reponse.status == 200


@contextmanager
def fournisseur_d_essai() -> Iterator[FournisseurDEssai]:
    node = shutil.which("node")
    if node is None or not (ICI / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("node ou oidc-provider manque : « npm ci » dans tests/fournisseur_oidc.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").split(".")[0]) < NODE_AU_MOINS:
        pytest.skip(f"node {NODE_AU_MOINS} ou plus récent est demandé par oidc-provider ; cette machine a {version}.")
    programme = subprocess.Popen(
        [node, "serveur.mjs", RETOUR, ACCUEIL], cwd=ICI, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert programme.stdout is not None
        adresse = programme.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", adresse), adresse
        yield FournisseurDEssai(adresse)
    finally:
        programme.terminate()
        programme.wait(timeout=10)
