"""docs/asvs.md: every requirement that applies, once, and each proof a test that is really there."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from segur.portail.documentation import page_asvs
from segur.portail.documentation.couverture import RACINE
from segur.portail.documentation.fichiers import ecarts

AUSSI = {"2.3.5", "5.2.4", "5.2.5", "5.2.6", "5.3.3", "8.3.2"}
"""Of level 3, taken as well."""
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""How many requirements of levels 1 and 2 each section of the standard has; those of level 3 come after them."""
EXISTENT = {
    f"{chapitre}.{section}.{rang}"
    for chapitre, nombres in SECTIONS.items()
    for section, nombre in enumerate(nombres, start=1)
    for rang in range(1, nombre + 1)
}


def test_la_page_est_a_jour() -> None:
    """Otherwise: manage.py generer_docs."""
    assert ecarts({"asvs.md": page_asvs.page()}) == ""


def test_deux_cent_cinquante_trois_moins_quarante_cinq() -> None:
    gardees = {e.numero: e.niveau for e in page_asvs.exigences() if e.niveau < 3}
    laissees = page_asvs.laissees()
    toutes = gardees | laissees

    assert (len(gardees), len(laissees), len(toutes)) == (208, 45, 253)
    assert Counter(toutes.values()) == {1: 70, 2: 183}
    assert toutes.keys() == EXISTENT
    assert {e.numero for e in page_asvs.exigences() if e.niveau == 3} == AUSSI


def test_aucune_n_est_ecrite_deux_fois() -> None:
    numeros = Counter(e.numero for e in page_asvs.exigences())
    familles = [n for f in page_asvs.familles_laissees().values() for n in page_asvs._numeros(f)]

    assert [numero for numero, fois in numeros.items() if fois > 1] == []
    assert len(familles) == len(set(familles))


@pytest.mark.parametrize("exigence", page_asvs.exigences(), ids=lambda exigence: exigence.numero)
def test_chacune_dit_son_etat_et_ce_qui_le_montre(exigence: page_asvs.Exigence) -> None:
    assert exigence.etat in page_asvs.ETATS
    assert exigence.titre
    assert len(exigence.titre.split()) <= 12
    assert bool(exigence.preuves) or exigence.etat != "prouve"
    assert bool(exigence.note) or exigence.etat == "prouve"
    assert len(set(exigence.preuves)) == len(exigence.preuves)


@cache
def fonctions(fichier: str) -> set[str]:
    """Tests of a file, read and never imported; those of a class under its own name."""
    chemin = RACINE / fichier
    return _de(ast.parse(chemin.read_text(encoding="utf-8")).body) if chemin.exists() else set()


def _de(corps: list[ast.stmt]) -> set[str]:
    noms = {noeud.name for noeud in corps if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("test_")}
    for noeud in corps:
        if isinstance(noeud, ast.ClassDef) and noeud.name.startswith("Test"):
            noms |= {f"{noeud.name}::{nom}" for nom in _de(noeud.body)}
    return noms


def inconnues(preuves: list[str]) -> list[str]:
    couples = (preuve.partition("::") for preuve in preuves)
    return [f"{fichier}::{test}" for fichier, _, test in couples if test not in fonctions(fichier)]


def test_chaque_preuve_est_un_test_qui_existe() -> None:
    absentes = [(e.numero, preuve) for e in page_asvs.exigences() for preuve in inconnues(e.preuves)]

    assert absentes == []


def test_une_preuve_inventee_se_voit() -> None:
    ici = Path(__file__).relative_to(RACINE).as_posix()

    assert inconnues([f"{ici}::test_une_preuve_inventee_se_voit"]) == []
    assert inconnues([f"{ici}::test_qui_n_existe_pas"]) == [f"{ici}::test_qui_n_existe_pas"]
    assert inconnues(["tests/absent.py::test_x"]) == ["tests/absent.py::test_x"]


def test_les_comptes_sont_en_tete() -> None:
    page = page_asvs.page()

    assert page.index("| **All** |") < page.index("## V1 ")
    assert "| **All** | " in page
    assert page.rstrip().endswith("|")
