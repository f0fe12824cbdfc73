"""A code is used once, even by fifty tries at the same instant. Real threads, on PostgreSQL."""

from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connections

from segur.noyau.comptes.models import Utilisateur
from tests.noyau.acces.conftest import SECRET, code_de

pytestmark = pytest.mark.django_db(transaction=True)
ESSAIS = 50


@pytest.fixture
def personne(settings, transactional_db) -> Utilisateur:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    personne = Utilisateur.objects.create_user("amina@ans.example", nom="Roux", prenom="Amina")
    TOTP.activate(personne, SECRET)
    RecoveryCodes.activate(personne)
    return personne


def essayer_ensemble(personne: Utilisateur, nature: str, code: str) -> int:
    """How many of the tries are accepted."""
    depart, acceptes = Barrier(ESSAIS, timeout=30), []

    def essayer() -> None:
        try:
            facteur = Authenticator.objects.get(user=personne, type=nature).wrap()
            depart.wait()
            acceptes.append(facteur.validate_code(code))
        finally:
            connections.close_all()

    fils = [Thread(target=essayer) for _ in range(ESSAIS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(acceptes) == ESSAIS
    return sum(acceptes)


def test_un_code_de_l_application(personne: Utilisateur) -> None:
    assert essayer_ensemble(personne, "totp", code_de(personne)) == 1


def test_un_code_de_secours(personne: Utilisateur) -> None:
    code = Authenticator.objects.get(user=personne, type="recovery_codes").wrap().get_unused_codes()[0]

    assert essayer_ensemble(personne, "recovery_codes", code) == 1


def test_la_course_a_lieu_sans_la_protection(personne: Utilisateur, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the mark, every try of the same code would pass."""
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)

    assert essayer_ensemble(personne, "totp", code_de(personne)) == ESSAIS
