"""Django's own deployment check, under the environment of production."""

import os
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent


def test_check_deploy_ne_dit_rien(tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "Une clé longue et variée : 0123456789 abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "portail.exemple.fr",
        "URL_PUBLIQUE": "https://portail.exemple.fr",
        "TRUSTED_PROXIES": "172.30.10.0/24",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'base.sqlite3'}",
        "SEGUR_VAR": str(tmp_path),
    }

    fini = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RACINE,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (fini.returncode, fini.stderr) == (0, "")
    assert "0 silenced" in fini.stdout
