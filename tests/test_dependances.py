"""The locked dependencies: the public index only, every file hashed, the three files saying the same thing."""

import re
import tomllib
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text())
VERROU = tomllib.loads((RACINE / "uv.lock").read_text())
EXPORTS = ["requirements.txt", "requirements-test.txt"]


def normaliser(nom: str) -> str:
    return re.sub(r"[-_.]+", "-", nom).lower()


def lignes(fichier: str) -> list[str]:
    """Logical lines: a requirement and its hashes are one."""
    texte = (RACINE / fichier).read_text().replace("\\\n", " ")
    return [ligne.strip() for ligne in texte.splitlines() if ligne.strip() and not ligne.startswith("#")]


def versions(fichier: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", "\n".join(lignes(fichier)), re.MULTILINE))


def nom_et_versions(dependance: str) -> tuple[str, str]:
    """« celery[redis]~=5.7 » gives (« celery », « ~=5.7 »)."""
    ((nom, contrainte),) = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?(.*)$", dependance)
    return normaliser(nom), contrainte


def noms(dependances: list[str]) -> set[str]:
    return {nom_et_versions(dependance)[0] for dependance in dependances}


@pytest.mark.parametrize("fichier", EXPORTS)
def test_ni_option_ni_adresse_ni_chemin(fichier):
    """No --index-url, no --find-links, no URL, no path: each line is a pinned name, perhaps a marker, and hashes."""
    forme = r"[\w.-]+(\[[\w,-]+\])?==[\w.]+( ; [\w.'\" =<>!()]+)?( +--hash=sha256:[0-9a-f]{64})+"

    assert [ligne for ligne in lignes(fichier) if not re.fullmatch(forme, ligne)] == []


def test_le_verrou_ne_connait_que_l_index_public():
    texte = (RACINE / "uv.lock").read_text()

    assert set(re.findall(r"\w+://[^/\"]+", texte)) == {"https://pypi.org", "https://files.pythonhosted.org"}
    assert {tuple(paquet["source"].items()) for paquet in VERROU["package"]} == {
        (("registry", "https://pypi.org/simple"),),
        (("virtual", "."),),
    }


def test_le_projet_ne_nomme_aucun_index():
    assert set(PROJET["tool"]["uv"]) == {"package"}


def test_les_exports_suivent_le_verrou():
    verrouillees = {paquet["name"]: paquet["version"] for paquet in VERROU["package"]}

    for fichier in EXPORTS:
        assert versions(fichier) == {nom: verrouillees[nom] for nom in versions(fichier)}


def test_les_tests_tournent_sur_les_versions_de_la_production():
    assert versions("requirements.txt").items() <= versions("requirements-test.txt").items()


def test_chaque_dependance_declaree_est_verrouillee():
    directes = noms(PROJET["project"]["dependencies"])
    de_test = noms(PROJET["dependency-groups"]["dev"])

    assert directes - set(versions("requirements.txt")) == set()
    assert de_test - set(versions("requirements-test.txt")) == set()


def test_le_verrou_suit_les_declarations():
    """What the lock believes the project asks for is what pyproject.toml asks for."""
    (racine,) = [paquet for paquet in VERROU["package"] if paquet["name"] == PROJET["project"]["name"]]
    cru = {normaliser(demande["name"]): demande["specifier"] for demande in racine["metadata"]["requires-dist"]}
    declare = dict(map(nom_et_versions, PROJET["project"]["dependencies"]))

    assert cru == declare
