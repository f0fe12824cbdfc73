"""Codes, seeds, and whom a provider's answer names."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError

from tests.noyau.acces.conftest import code_de

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decalage", [-2, -1, 1, 2])
def test_un_code_ne_vaut_que_sa_demi_minute(monde: Any, equiper: Any, decalage: int) -> None:
    """Neither the code before nor the one after: two periods away, in case one passes during the test."""
    personne = equiper(monde.verificateur)
    facteur = Authenticator.objects.get(user=personne, type="totp").wrap()
    voisin = code_de(personne, decalage * 2)

    assert voisin != code_de(personne)
    assert facteur.validate_code(voisin) is False


def test_une_graine_et_ses_codes_viennent_d_un_generateur_sur(monde: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the system's generator: 160 bits for an application, and never twice the same."""
    tires: list[int] = []

    def tirer(octets: int) -> bytes:
        tires.append(octets)
        return b"\x01" * octets

    monkeypatch.setattr("secrets.token_bytes", tirer)
    monkeypatch.setattr("secrets.token_hex", lambda octets: tirer(octets).hex())
    monkeypatch.setattr("os.urandom", tirer)

    totp.generate_totp_secret()
    RecoveryCodes.generate_seed()

    assert len(tires) == 2
    assert min(tires) >= 20


def test_un_meme_sujet_chez_deux_fournisseurs_est_deux_personnes(monde: Any) -> None:
    """Who is « personne-1 » for one provider is nobody for another; and one identity is one account's."""
    un, autre = monde.mandataire.utilisateur, monde.verificateur.utilisateur
    SocialAccount.objects.create(user=un, provider="isc", uid="personne-1")
    SocialAccount.objects.create(user=autre, provider="psc", uid="personne-1")

    trouves = {lien.provider: lien.user_id for lien in SocialAccount.objects.filter(uid="personne-1")}

    assert trouves == {"isc": un.pk, "psc": autre.pk}
    with pytest.raises(IntegrityError):
        SocialAccount.objects.create(user=autre, provider="isc", uid="personne-1")


def test_un_fournisseur_ne_renvoie_nulle_part() -> None:
    """What is sent to a provider is sent to the address that it published."""
    with get_adapter().get_requests_session() as session:
        assert session.max_redirects == 0
