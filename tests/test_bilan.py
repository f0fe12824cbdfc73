"""The closing line of `make test`: the sum of several runs, and never a success when a step failed."""

import subprocess
import sys
from pathlib import Path

import pytest

BILAN = Path(__file__).resolve().parent.parent / "outils" / "bilan.py"
SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("suites", "etapes_ratees", "ligne", "code"),
    [
        ([(10, 0, 0, 1), (5, 0, 0, 0)], 0, "14 passed, 0 failed, 1 skipped", 0),
        ([(10, 2, 1, 1), (5, 0, 0, 0)], 1, "11 passed, 3 failed, 1 skipped", 1),
        ([(10, 0, 0, 0)], 1, "10 passed, 1 failed, 0 skipped", 1),
        ([], 1, "0 passed, 1 failed, 0 skipped", 1),
    ],
    ids=["tout passe", "un test échoue", "une étape échoue sans test", "rien n’a tourné"],
)
def test_ligne_de_cloture(tmp_path, suites, etapes_ratees, ligne, code):
    for numero, suite in enumerate(suites):
        (tmp_path / f"{numero}.xml").write_text(SUITE.format(*suite))

    commande = [sys.executable, BILAN, tmp_path, str(etapes_ratees)]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False)

    assert (fini.stdout.strip(), fini.returncode) == (ligne, code)
