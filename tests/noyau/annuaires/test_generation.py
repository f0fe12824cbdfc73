from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from segur.noyau.annuaires.formats import formats
from segur.noyau.annuaires.generation import ENTETES, finess, lignes, nom_de_fichier, rpps
from segur.noyau.annuaires.identifiants import defaut_finess, defaut_rpps
from segur.noyau.annuaires.models import Activite, ImportDeBase
from tests.noyau.annuaires.fichiers import importer


@pytest.mark.parametrize("base", ENTETES)
def test_la_meme_graine_donne_le_meme_fichier(base: str) -> None:
    assert list(lignes(base, 50, 3)) == list(lignes(base, 50, 3))
    assert list(lignes(base, 50, 3)) != list(lignes(base, 50, 4))


def test_les_numeros_sont_justes_et_distincts() -> None:
    structures = [finess(rang) for rang in range(5_000)]

    assert {defaut_finess(numero) for numero in structures} == {""}
    assert len(set(structures)) == 5_000
    assert {defaut_rpps(rpps(rang)) for rang in range(500)} == {""}


@pytest.mark.django_db
@pytest.mark.parametrize("base", ENTETES)
def test_une_base_generee_s_importe(tmp_path: Path, base: str) -> None:
    assert importer(tmp_path, "".join(lignes(base, 200)), base).statut == ImportDeBase.Statut.IMPORTE


@pytest.mark.django_db
@pytest.mark.exigence("B-ANN-03")
def test_une_personne_a_plusieurs_activites(tmp_path: Path) -> None:
    importer(tmp_path, "".join(lignes("annuaire", 300)), "annuaire")

    assert Activite.objects.values("cle").distinct().count() < Activite.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("base", ENTETES)
def test_chaque_defaut_est_trouve(tmp_path: Path, base: str) -> None:
    fini = importer(tmp_path, "".join(lignes(base, 200, defauts=9)), base)

    assert fini.statut == ImportDeBase.Statut.REFUSE
    assert sum(decompte.nombre for decompte in fini.decomptes.all()) == 9


def test_le_nom_d_un_fichier_dit_sa_base_et_son_jour() -> None:
    jour = date(2026, 2, 2)

    lus = {
        code: [c for c in formats() if formats()[c].jour_du_nom(nom_de_fichier(code, jour)) == jour]
        for code in formats()
    }

    assert lus == {code: [code] for code in formats()}


def test_la_commande_ecrit_le_fichier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("generer_base", "es", "--lignes", "3", "--jour", "2026-02-02", "--dossier", str(tmp_path))

    assert len((tmp_path / "base-es-20260202.csv").read_text("utf-8").splitlines()) == 4
