"""docs/securite.md says the numbers of the settings, and forgets no key and nobody we speak to."""

import re
from importlib import import_module
from typing import Any

import pytest
from allauth.account import app_settings as reglages_d_allauth

from tests.test_architecture import RACINE, arbres
from tests.test_code_sur import PRODUIT, importes

TEXTE = (RACINE / "docs" / "securite.md").read_text(encoding="utf-8")
PAGE = " ".join(TEXTE.split())
PARTIES = {bloc.partition("\n")[0]: bloc for bloc in TEXTE.split("\n## ")[1:]}


def reglage(nom: str) -> Any:
    """As the module sets it, whatever a test changes."""
    return getattr(import_module("segur.settings"), nom)


def test_les_durees_sont_celles_des_reglages() -> None:
    assert f"{reglage('SESSION_DUREE') // 3600} hours in all" in PAGE
    assert f"{reglage('SESSION_INACTIVITE') // 60} minutes without a page" in PAGE
    assert f"{reglage('SESSION_INACTIVITE_AUTRES') // 3600} hours for everybody else" in PAGE
    assert f"less than {reglage('ACCOUNT_REAUTHENTICATION_TIMEOUT') // 60} minutes" in PAGE
    assert f"{reglage('REST_FRAMEWORK')['DEFAULT_THROTTLE_RATES']['api'].partition('/')[0]} requests a minute" in PAGE


def test_les_limites_des_essais_sont_celles_d_allauth() -> None:
    assert reglages_d_allauth.RATE_LIMITS["login_failed"] == "10/m/ip,5/300s/key"
    assert "5 failures in 300 seconds by account **and** address, 10 in a minute by address" in PAGE


def test_les_mots_de_passe_sont_ceux_des_reglages() -> None:
    (longueur,) = [v["OPTIONS"]["min_length"] for v in reglage("AUTH_PASSWORD_VALIDATORS") if "OPTIONS" in v]

    assert f"a password of {longueur} characters or more" in PAGE
    assert "mots_du_contexte.toml" in PAGE
    assert (RACINE / "segur" / "noyau" / "acces" / "donnees" / "mots_du_contexte.toml").exists()


def test_chaque_usage_de_cryptographie_est_a_l_inventaire() -> None:
    """Modules that import a primitive other than a plain hash: named in the table of keys."""
    primitives = ("cryptography", "jwt", "hmac", "pyhanko", "nacl", "Crypto")
    usages = {f for f, nom in importes() if nom.split(".")[0] in primitives and f.endswith(".py")}

    assert {f for f in usages if f"`{f}`" not in PARTIES["Keys and algorithms"]} == set()


def test_chaque_service_du_dehors_est_nomme() -> None:
    """Every setting that holds an address we connect to."""
    adresses = {
        nom
        for fichier, arbre in arbres("segur")
        if fichier.name == "settings.py"
        for nom in re.findall(r"env(?:\.\w+)?\(\s*[\"'](\w+(?:_URL|_ENDPOINT))[\"']", (RACINE / fichier).read_text())
    } - {"DATABASE_URL", "REDIS_URL"}

    assert len(adresses) > 4
    assert {nom for nom in adresses if f"`{nom}`" not in PARTIES["Communications"]} == set()


@pytest.mark.parametrize(
    ("partie", "mots"),
    [
        ("Logs", ["business journal", "technical log", "nginx", "12 months", "UTC"]),
        ("Data", ["IBAN", "passwords", "proofs", "personal", "public"]),
        ("Libraries", ["7 days", "30", "90"]),
        ("Sessions", ["any number of sessions", "national identity"]),
        ("Heavy work", ["worker", "60 seconds"]),
    ],
)
def test_chaque_partie_dit_ce_qu_elle_doit(partie: str, mots: list[str]) -> None:
    assert [mot for mot in mots if mot not in PARTIES[partie]] == []


def test_le_produit_est_celui_qu_on_lit() -> None:
    assert len(list(arbres(*PRODUIT))) > 300
