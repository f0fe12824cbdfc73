"""Real workers against a real PostgreSQL: two imports at once, and one killed in the middle."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from segur.noyau.annuaires import importation, tasks, transitions
from segur.noyau.annuaires.generation import lignes
from segur.noyau.annuaires.models import ImportDeBase, Structure, VersionDeBase
from segur.noyau.annuaires.models.imports import SILENCE
from segur.noyau.transitions import Demande
from tests.monde import Monde, charger
from tests.noyau.annuaires.fichiers import JOUR, en_vigueur, importer, structures
from tests.noyau.organisations.test_concurrence import ensemble

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60
Statut = ImportDeBase.Statut


@pytest.fixture
def monde(transactional_db: None) -> Monde:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite n’a qu’un écrivain à la fois : ces courses se jouent sur PostgreSQL.")
    charger()
    return Monde()


def deposer(monde: Monde, contenu: str) -> ImportDeBase:
    fichier = ContentFile(contenu.encode(), name="base.csv")
    demande = {"nom": "base.csv", "extrait_du": JOUR, "acteur": monde.gestionnaire, "le": timezone.now()}
    return importation.demander("reference", fichier, **demande)  # type: ignore[arg-type]


def test_deux_imports_demandes_ensemble_un_seul_est_garde(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transitions, "confier", lambda pk: None)
    gestes: list[Callable[[], Any]] = [partial(deposer, monde, structures({rang: "A"})) for rang in (1, 2)]

    assert ensemble(*gestes) == ["fait", "seul"]
    assert ImportDeBase.objects.count() == 1


def test_deux_travailleurs_sur_un_import_un_seul_le_mene(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transitions, "confier", lambda pk: None)
    attendu = deposer(monde, structures({1: "A"}))

    assert ensemble(*[partial(tasks.importer, attendu.pk)] * 3) == ["fait", "fait", "fait"]
    assert (VersionDeBase.objects.count(), Structure.objects.count()) == (1, 1)


def test_un_travailleur_tue_laisse_la_base_inchangee_et_l_import_se_relance(
    monde: Monde, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A whole process, killed once it has said that it reads."""
    monkeypatch.setattr(transitions, "confier", lambda pk: None)
    importer(tmp_path, structures({1: "A"}))
    attendu = deposer(monde, "".join(lignes("reference", 150_000)))
    travailleur = _travailleur(attendu.pk, settings)
    try:
        _attendre(lambda: ImportDeBase.objects.filter(pk=attendu.pk, lignes_lues__gt=0).exists())
    finally:
        travailleur.kill()
        travailleur.wait()

    assert ImportDeBase.objects.get(pk=attendu.pk).statut == Statut.EN_COURS
    assert en_vigueur("reference", 1) == en_vigueur("reference", 99)
    ImportDeBase.objects.filter(pk=attendu.pk).update(signe_de_vie_le=timezone.now() - 2 * SILENCE)
    tasks.balayer()
    interrompu = ImportDeBase.objects.get(pk=attendu.pk)
    transitions.relancer(interrompu, Demande(monde.gestionnaire, timezone.now()))
    assert tasks.importer(attendu.pk) is True

    assert interrompu.statut == Statut.INTERROMPU
    assert ImportDeBase.objects.get(pk=attendu.pk).version.nb_cles == 150_000  # type: ignore[union-attr]


def _travailleur(pk: int, settings: Any) -> "subprocess.Popen[bytes]":
    programme = f"""
import django
django.setup()
from django.conf import settings
settings.STORAGES["default"]["OPTIONS"]["location"] = {settings.STORAGES["default"]["OPTIONS"]["location"]!r}
from segur.noyau.annuaires.importation import executer
executer({pk})
"""
    base = settings.DATABASES["default"]
    hote = base["OPTIONS"].get("host", base["HOST"])
    adresse = f"postgres://{base['USER']}@/{connection.settings_dict['NAME']}?host={hote}"
    env = os.environ | {"DATABASE_URL": adresse, "DJANGO_SETTINGS_MODULE": "segur.settings", "SEGUR_DEMO": "0"}
    return subprocess.Popen([sys.executable, "-c", programme], env=env)


def _attendre(vrai: Callable[[], bool]) -> None:
    fin = time.monotonic() + PATIENCE
    while not vrai():
        assert time.monotonic() < fin, "le travailleur ne dit rien"
