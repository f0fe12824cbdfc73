"""The generated pages follow the code, the data and the tests."""

import ast
import re
import textwrap
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from segur.noyau.transitions import REGISTRE
from segur.portail.documentation import couverture, page_regles, page_transitions
from segur.portail.documentation.fichiers import DOCS, cellule, ecarts, ecrire

RACINE = Path(__file__).resolve().parent.parent.parent


def test_les_regles_et_les_transitions_sont_a_jour():
    """Otherwise: manage.py generer_docs."""
    assert ecarts({"regles.md": page_regles.page(), "transitions.md": page_transitions.page()}) == ""


def test_la_couverture_est_a_jour():
    """Otherwise: manage.py couverture_exigences."""
    assert ecarts(couverture.pages(couverture.lire_liste())) == ""


def test_chaque_exigence_citee_par_un_test_existe():
    inconnues = couverture.porteurs_par_exigence(couverture.TESTS).keys() - couverture.lire_liste().keys()

    assert inconnues == set()


def test_chaque_exigence_citee_par_le_code_ou_la_documentation_existe():
    connues = couverture.lire_liste()
    prefixes = "|".join(sorted({identifiant.rstrip("0123456789") for identifiant in connues}, reverse=True))
    citation = re.compile(rf"(?<![\w-])(?:{prefixes})\d{{2,3}}(?![\w-])")
    pages = [RACINE / "README.md", *DOCS.rglob("*.md")]
    sources = [
        f for dossier in ("segur", "candidatures", "preuves", "financement") for f in (RACINE / dossier).rglob("*.py")
    ]
    citees = {(id_, f.name) for f in [*pages, *sources] for id_ in citation.findall(f.read_text(encoding="utf-8"))}

    assert {citee for citee in citees if citee[0] not in connues} == set()
    assert ("CAL-05", "0014-hours-of-the-amended-lgc-dates.md") in citees


PARTIES_FINIES = {"A2", "A3", "A4", "A5", "A8", "A9"}


def test_ce_qui_n_est_pas_couvert_dans_une_partie_finie_dit_pourquoi():
    parties, tests = couverture.lire_liste(), couverture.porteurs_par_exigence(couverture.TESTS)
    sans_test = {i for i, partie in parties.items() if partie in PARTIES_FINIES and not tests.get(i)}

    assert sans_test == couverture.raisons().keys()


def test_chaque_partie_a_son_intitule():
    assert set(couverture.lire_liste().values()) == couverture.PARTIES.keys()


@pytest.mark.parametrize("nom", sorted(REGISTRE))
def test_chaque_transition_apparait(nom):
    page = (DOCS / "transitions.md").read_text(encoding="utf-8")

    assert page.count(f"| `{nom}`") == 1


def test_chaque_regle_a_une_explication_et_une_page():
    page = (DOCS / "regles.md").read_text(encoding="utf-8")
    regles = [r for module in page_regles.modules() for r in page_regles.fonctions(module)]

    assert [regle.__name__ for regle in regles if f"### `{regle.__name__}`" not in page] == []


def test_les_deux_calendriers_lgc_sont_cote_a_cote():
    page = page_regles.page()

    assert "| Date | since 30/04/2025 | since 11/06/2026 |" in page
    assert "| Date 2 | 22/07/2026 à 12:00 | 20/01/2027 à 12:00 |" in page
    assert "| Date 1 | 15/10/2025 à 12:00 | — |" in page


def test_un_diagramme_montre_chaque_depart():
    page = page_transitions.page()

    assert "    a_completer --> a_completer : enregistrer" in page
    assert "    a_modifier --> a_modifier : enregistrer" in page


def marques(source: str, tmp_path: Path) -> dict[str, list[str]]:
    (tmp_path / "test_exemple.py").write_text(textwrap.dedent(source), encoding="utf-8")
    return couverture.porteurs_par_exigence(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('@pytest.mark.exigence("E1-09")\ndef test_a(): ...', id="fonction"),
        pytest.param('pytestmark = pytest.mark.exigence("E1-09")\ndef test_a(): ...', id="module"),
        pytest.param('pytestmark = [pytest.mark.exigence("E1-09")]\ndef test_a(): ...', id="liste"),
        pytest.param('M = pytest.mark.exigence("E1-09")\n@M\ndef test_a(): ...', id="nom"),
        pytest.param(
            '@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.exigence("E1-09"))])\ndef test_a(x): ...',
            id="cas",
        ),
        pytest.param(
            'CAS = [pytest.param(1, marks=[pytest.mark.exigence("E1-09")])]\n'
            '@pytest.mark.parametrize("x", CAS)\ndef test_a(x): ...',
            id="cas nommés",
        ),
    ],
)
def test_les_marques_se_lisent_partout(source, tmp_path):
    assert marques(source, tmp_path) == {"E1-09": ["test_exemple.py::test_a"]}


def test_une_classe_marque_ses_tests(tmp_path):
    source = '@pytest.mark.exigence("E1-09")\nclass TestA:\n    def test_a(self): ...'

    assert marques(source, tmp_path) == {"E1-09": ["test_exemple.py::test_a"]}


def test_un_test_sans_marque_ne_compte_pas(tmp_path):
    assert marques('AUTRE = pytest.mark.exigence("E1-09")\ndef test_a(): ...', tmp_path) == {}


def test_une_marque_calculee_est_refusee(tmp_path):
    with pytest.raises(couverture.MarqueIllisible, match="toutes lettres"):
        marques("@pytest.mark.exigence(NOM)\ndef test_a(): ...", tmp_path)


def test_le_catalogue_se_lit_par_partie(tmp_path):
    catalogue = tmp_path / "catalogue.md"
    catalogue.write_text("- **X-01** hors partie\n## A2. Un\n- **CP-01** texte\n### A2.1 Deux\n- **PIL-F02** texte\n")

    assert couverture.lire_catalogue(catalogue) == {"CP-01": "A2", "PIL-F02": "A2"}


def test_la_liste_ne_porte_que_les_identifiants():
    lignes = (DOCS / couverture.LISTE).read_text(encoding="utf-8").splitlines()

    assert [ligne for ligne in lignes if len(ligne.split()) != 2] == []
    assert len({ligne.split()[0] for ligne in lignes}) == len(lignes)


def test_une_page_perimee_se_voit(tmp_path):
    ecrire({"a.md": "un\n"}, tmp_path)

    assert ecarts({"a.md": "un\n"}, tmp_path) == ""
    assert "+deux" in ecarts({"a.md": "deux\n"}, tmp_path)
    assert "+trois" in ecarts({"absente.md": "trois\n"}, tmp_path)


def test_la_verification_echoue_et_montre_l_ecart(monkeypatch, capsys):
    monkeypatch.setattr(page_regles, "page", lambda: "autre chose\n")

    with pytest.raises(CommandError, match="périmées"):
        call_command("generer_docs", "--verifier")
    assert "+autre chose" in capsys.readouterr().out


def test_un_catalogue_introuvable_est_dit(tmp_path):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("couverture_exigences", "--catalogue", tmp_path / "rien.md", "--verifier")


def test_une_cellule_reste_dans_son_tableau():
    assert cellule("un | deux\n  trois") == "un \\| deux trois"


def test_les_liens_des_pages_ecrites_menent_quelque_part():
    """Relative links of the documentation point to files of the project."""
    absents = []
    for chemin in [RACINE / "README.md", *(RACINE / "docs").rglob("*.md")]:
        texte = chemin.read_text(encoding="utf-8")
        for morceau in texte.split("](")[1:]:
            cible = morceau.split(")")[0].split("#")[0]
            if cible and "://" not in cible and not (chemin.parent / cible).exists():
                absents.append(f"{chemin.relative_to(RACINE)} → {cible}")

    assert [lien for lien in absents if "captures/" not in lien] == []


def test_les_textes_des_exemples_sont_du_python():
    """The signatures shown are valid Python."""
    page = page_regles.page()
    signatures = [bloc.split("\n```")[0] for bloc in page.split("```python\n")[1:]]

    for signature in signatures:
        ast.parse(f"def {signature}: ...")
    assert len(signatures) == sum(len(page_regles.fonctions(module)) for module in page_regles.modules())
