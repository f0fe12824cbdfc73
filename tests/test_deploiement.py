"""Django's own deployment check, under the environment of production."""

import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet

RACINE = Path(__file__).resolve().parent.parent


def verifier(tmp_path: Path, **autres: str) -> "subprocess.CompletedProcess[str]":
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "Une clé longue et variée : 0123456789 abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "portail.exemple.fr",
        "URL_PUBLIQUE": "https://portail.exemple.fr",
        "TRUSTED_PROXIES": "172.30.10.0/24",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'base.sqlite3'}",
        "SEGUR_VAR": str(tmp_path),
        "SEGUR_CLAMD": "tcp://clamd:3310",
        **autres,
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RACINE,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_ne_dit_rien(tmp_path):
    fini = verifier(tmp_path, SEGUR_CLES_DONNEES=Fernet.generate_key().decode())

    assert (fini.returncode, fini.stderr) == (0, "")
    assert "0 silenced" in fini.stdout


def test_check_deploy_reclame_la_cle_des_donnees(tmp_path):
    fini = verifier(tmp_path)

    assert fini.returncode == 1
    assert "segur.E001" in fini.stderr


def test_check_deploy_reclame_l_antivirus(tmp_path):
    cles = Fernet.generate_key().decode()

    assert "segur.W001" in verifier(tmp_path, SEGUR_CLES_DONNEES=cles, SEGUR_CLAMD="").stderr
    assert "segur.W002" in verifier(tmp_path, SEGUR_CLES_DONNEES=cles, SEGUR_SERVIR_NON_ANALYSE="1").stderr


def test_check_deploy_reclame_le_second_facteur_des_agents(tmp_path):
    cles = Fernet.generate_key().decode()

    assert "segur.W003" in verifier(tmp_path, SEGUR_CLES_DONNEES=cles, SEGUR_SECOND_FACTEUR="mandataire").stderr
    assert "segur.E003" in verifier(tmp_path, SEGUR_CLES_DONNEES=cles, SEGUR_SECOND_FACTEUR="mandatere").stderr
