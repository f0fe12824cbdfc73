"""A foreign workbook is read by defusedxml alone, and the library is not loaded before somebody needs it."""

import os
import subprocess
import sys

import pytest

from segur.noyau.classeurs import openpyxl_sur


def test_la_bibliotheque_lit_avec_defusedxml() -> None:
    bibliotheque = openpyxl_sur()

    assert (bibliotheque.LXML, bibliotheque.DEFUSEDXML) == (False, True)


def test_un_autre_lecteur_d_xml_est_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openpyxl.LXML", True)

    with pytest.raises(ImportError, match="defusedxml"):
        openpyxl_sur()


def test_un_processus_web_demarre_sans_les_bibliotheques_lourdes() -> None:
    ligne = (
        "import sys, django; django.setup(); import segur.urls;"
        "print(*sorted({'openpyxl', 'pyhanko', 'segno'} & {*sys.modules}))"
    )
    lu = subprocess.run([sys.executable, "-c", ligne], capture_output=True, text=True, check=True, env=_environnement())

    assert lu.stdout.split() == []


def _environnement() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "segur.settings", "SEGUR_DEMO": "0"}
