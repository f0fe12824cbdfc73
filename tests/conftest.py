"""Set-up shared by every test."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("SECRET_KEY", "cle-de-test-sans-valeur")
os.environ.setdefault("SEGUR_HTTPS", "0")

from django.test import TransactionTestCase

from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.dispositifs.models import Dispositif
from tests import instantane, souvenirs
from tests.monde import Monde, charger, construire
from tests.preuves.petit_rem import importer_petit_rem
from tests.souvenirs import garder

JOURNAUX_LUS = ("segur", "candidatures", "preuves", "financement", "django")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--base-seule", action="store_true", help="only tests that use a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second engine, a test that uses no database would only say again what it said on the first."""
    if not config.getoption("--base-seule"):
        return
    gardes = [item for item in items if avec_la_base(item)]
    config.hook.pytest_deselected(items=[item for item in items if not avec_la_base(item)])
    items[:] = gardes


def pytest_runtest_setup(item: pytest.Item) -> None:
    souvenirs.oublier()


def avec_la_base(item: pytest.Item) -> bool:
    """By its mark, or by a fixture wherever it is asked. Some say nothing of the engine (`un_moteur`)."""
    if item.get_closest_marker("un_moteur"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db")) or bool(fixtures & {"db", "transactional_db", "live_server"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The small world is built once per database; a test that asks for it gets a copy."""
    with django_db_blocker.unblock():
        instantane.prendre(construire)
        souvenirs.ecouter()


@pytest.fixture(scope="session", autouse=True)
def journal_vidable() -> Iterator[None]:
    """The tests' own clean-up, which alone may empty journal, log of lookups and ledger."""
    vider = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = lambda self: instantane.vider()  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = vider  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def reglages(settings: Any, tmp_path: Path) -> None:
    """Cheap password hashing, plain static files, and a folder of one's own for files and mails."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.VAR_DIR = tmp_path
    settings.CLE_ARCHIVES = "demonstration"
    settings.CLES_DONNEES = ["demonstration"]
    settings.SECOND_FACTEUR = frozenset()  # as in a demonstration; the tests of the doors turn it on
    settings.SESSION_DUREE = settings.SESSION_INACTIVITE = settings.SESSION_INACTIVITE_AUTRES = 0
    settings.PAGES_PAR_MINUTE = settings.EXPORTS_PAR_MINUTE = 0
    settings.CONTACT_SECURITE = ["mailto:securite@portail.example"]
    settings.SERVIR_NON_ANALYSE = True  # as in a demonstration: no antivirus is at hand
    # Every test client builds the middleware again: without this, each one walks all the collected static files.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "documents")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def journaux_entendus() -> None:
    """A library that sets up logging for itself must not silence the loggers that tests read, for those after it."""
    logging.disable(logging.NOTSET)
    for nom, logger in logging.root.manager.loggerDict.items():
        if nom.startswith(JOURNAUX_LUS) and isinstance(logger, logging.Logger):
            logger.disabled, logger.propagate = False, True


@pytest.fixture
def taches_immediates(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Celery tasks run at once, in the test's own process."""
    from segur.celery import app

    monkeypatch.setitem(app.conf, "task_always_eager", True)


@pytest.fixture
def dispositifs(db: None) -> dict[str, Dispositif]:
    """By code, with nothing else."""
    charger_dispositifs()
    return {dispositif.code: dispositif for dispositif in Dispositif.objects.all()}


@pytest.fixture
def monde(db: None) -> Monde:
    """Dispositifs, a demonstration REM and one person per role."""
    charger()
    return Monde()


@pytest.fixture
def petit_monde(monde: Monde) -> Monde:
    """The same world, with little to prove."""
    garder("petit rem", importer_petit_rem)
    return monde


@pytest.fixture
def connecter(client: Any) -> Callable[[Any], Any]:
    def _connecter(acteur: Any) -> Any:
        client.force_login(acteur.utilisateur)
        return client

    return _connecter


@pytest.fixture
def agent(monde: Monde) -> Callable[..., Acteur]:
    """One more person of the ANS."""

    def entrer(prenom: str, nom: str, role: str = Role.VERIFICATEUR) -> Acteur:
        personne = Utilisateur.objects.create_user(f"{prenom.lower()}@ans.example", prenom=prenom, nom=nom)
        ans = Organisation.objects.get(nature=Organisation.Nature.ANS)
        Appartenance.objects.create(utilisateur=personne, organisation=ans, role=role)
        return acteur_pour(personne)

    return entrer
