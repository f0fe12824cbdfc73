"""The doors as they are outside a demonstration: a second factor is asked, sessions have a duration."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from segur.noyau.comptes.models import ANS, ASP, ENGAGE_L_EDITEUR, Role, Utilisateur
from segur.noyau.documents.chiffrement import dechiffrer_texte
from segur.portail.demonstration.comptes import MOT_DE_PASSE

CONCERNES = frozenset({*ANS, *ASP, *ENGAGE_L_EDITEUR, Role.ADMINISTRATEUR})
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def compteurs_vides() -> None:
    cache.clear()


@pytest.fixture
def exige(settings: Any) -> None:
    settings.SECOND_FACTEUR = CONCERNES


@pytest.fixture(autouse=True)
def meme_demi_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code lives thirty seconds: a test that begins at the twenty-ninth would see its own expire."""
    instant = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: instant))


def code_de(personne: Utilisateur, decalage: int = 0) -> str:
    """What the person's application shows now; `decalage`: so many periods later."""
    secret = dechiffrer_texte(Authenticator.objects.get(user=personne, type="totp").data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + decalage))


@pytest.fixture
def equiper() -> Callable[[Any], Utilisateur]:
    """That person has an application, and recovery codes."""

    def _equiper(acteur: Any) -> Utilisateur:
        totp.TOTP.activate(acteur.utilisateur, SECRET)
        RecoveryCodes.activate(acteur.utilisateur)
        personne: Utilisateur = acteur.utilisateur
        return personne

    return _equiper


def se_connecter(client: Client, personne: Utilisateur, mot_de_passe: str = MOT_DE_PASSE, **meta: Any) -> Any:
    return client.post("/connexion/", {"login": personne.email, "password": mot_de_passe}, **meta)


def entrer(client: Client, personne: Utilisateur) -> Client:
    """Password, then code."""
    se_connecter(client, personne)
    reponse = client.post("/connexion/second-facteur/", {"code": code_de(personne)})
    assert reponse.status_code == 302, reponse.content
    return client


def vieillir_les_preuves(client: Client, secondes: float) -> None:
    session = client.session
    for preuve in session["account_authentication_methods"]:
        preuve["at"] -= secondes
    session.save()
