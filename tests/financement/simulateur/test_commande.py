"""`manage.py simuler`: counts, articles and repairs, an exit code, and nothing kept."""

from argparse import ArgumentTypeError
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from financement.management.commands.simuler import instant
from financement.models import Simulation
from financement.regles.commande.faits import Bon
from segur.noyau.documents.models import Document
from tests.financement.simulateur.conftest import BONS, MAUVAISE, Simulateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecrire(simulateur: Simulateur, tmp_path: Path) -> Any:
    def _ecrire(commandes: list[Bon | dict[str, Any]], **entete: Any) -> Path:
        chemin = tmp_path / "commandes.json"
        chemin.write_bytes(simulateur.fichier(commandes, **entete).read())
        return chemin

    return _ecrire


def lancer(*arguments: Any) -> tuple[int, str]:
    sortie = StringIO()
    try:
        call_command("simuler", *map(str, arguments), stdout=sortie)
    except SystemExit as fin:
        return int(fin.code or 0), sortie.getvalue()
    return 0, sortie.getvalue()


@pytest.mark.exigence("ASP-13")
def test_les_rejets_sont_dits_et_rien_n_est_garde(ecrire: Any, tmp_path: Path) -> None:
    documents = Document.objects.count()

    code, sortie = lancer(ecrire([BONS[0], MAUVAISE]), "--xlsx", tmp_path / "resultat.xlsx")

    assert code == 1
    assert "2 commandes de LogiPro" in sortie
    assert "Format, signee_le : trouvé « 2026-10-05 »" in sortie
    assert "Écrivez « signe_le »." in sortie
    assert openpyxl.load_workbook(tmp_path / "resultat.xlsx")["Commandes"].max_row >= 3
    assert (Simulation.objects.count(), Document.objects.count()) == (0, documents)


def test_l_article_et_le_remede_de_chaque_rejet_sont_dits(ecrire: Any) -> None:
    _, sortie = lancer(ecrire(BONS[:1]), "--au", "2027-08-01")

    assert "simulées au 01/08/2027 à 12:00" in sortie
    assert "AV-02" in sortie


@pytest.mark.parametrize(
    ("contenu", "message"), [("{", "n’est pas du JSON"), ("[]", "La racine du fichier"), (None, "ne peut pas être lu")]
)
def test_un_fichier_illisible_sort_en_2(simulateur: Simulateur, tmp_path: Path, contenu: str, message: str) -> None:
    chemin = tmp_path / "a.json"
    if contenu is not None:
        chemin.write_text(contenu)

    with pytest.raises(CommandError, match=message) as refus:
        lancer(chemin)

    assert refus.value.returncode == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--siren", "443061841"], "Aucun fournisseur"), (["--nru", "INCONNU"], "Choisissez la solution")],
)
def test_un_fournisseur_ou_une_solution_inconnus_sont_dits(ecrire: Any, options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        lancer(ecrire(BONS), *options)


def test_un_en_tete_d_un_autre_est_refuse(ecrire: Any, simulateur: Simulateur) -> None:
    siren = simulateur.fournisseur.organisation.siren

    with pytest.raises(CommandError, match="le SIREN de votre entreprise"):
        lancer(ecrire(BONS, siren="443061841"), "--siren", siren)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("2026-12-01", "2026-12-01T11:00:00+00:00"),
        ("2026-12-01T12:01", "2026-12-01T12:01:00+01:00"),
        ("2026-12-01T12:01:00+00:00", "2026-12-01T12:01:00+00:00"),
    ],
)
def test_un_instant_s_ecrit_de_trois_facons(ecrit: str, lu: str) -> None:
    assert instant(ecrit).isoformat() == lu


def test_un_instant_illisible_est_dit() -> None:
    with pytest.raises(ArgumentTypeError, match="n’est ni"):
        instant("01/12/2026")
