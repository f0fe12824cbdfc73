"""A REM of our own wording, for trying the portal: `donnees/<dispositif>.toml` spread over the 14 columns."""

import tomllib
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from segur.noyau.referentiel.classeur import COLONNES, FEUILLE

DOSSIER = Path(__file__).parent / "donnees"
SCENARIOS = (
    "L’éditeur DOIT exécuter le cas de test suivant :\n"
    "1. Se connecter avec un compte de test.\n"
    "2. {action}.\n"
    "3. Vérifier le résultat à l’écran.",
    "L’éditeur DOIT exécuter le cas de test suivant :\n"
    "1. Reprendre le résultat du scénario précédent.\n"
    "2. Le modifier, puis l’annuler.\n"
    "3. Vérifier que la modification et l’annulation sont tracées.",
)
PREUVES = (
    "Vidéo ou captures d’écran montrant comment {verbe}",
    "Fichier produit par la solution à l’issue du scénario ({fonction})",
    "Extrait de la documentation destinée aux utilisateurs ({fonction})",
    "Trace horodatée du journal de la solution ({fonction})",
    "Jeu de données de test employé ({fonction})",
)


def dispositifs_de_demonstration() -> tuple[str, ...]:
    return tuple(sorted(fichier.stem for fichier in DOSSIER.glob("*.toml")))


def classeur(code: str) -> bytes:
    """The demonstration workbook of a dispositif, as xlsx bytes; LookupError when there is none."""
    if code not in dispositifs_de_demonstration():
        raise LookupError(f"Aucun REM de démonstration pour « {code} ».")
    livre = Workbook(write_only=True)
    feuille = livre.create_sheet(FEUILLE)
    feuille.append(COLONNES)
    for ligne in lignes(code):
        feuille.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def lignes(code: str) -> Iterator[tuple[str | int, ...]]:
    """One row per expected proof, in the order of the columns."""
    donnees: dict[str, Any] = tomllib.loads((DOSSIER / f"{code}.toml").read_text(encoding="utf-8"))
    ordre = count(1)
    for chapitre in donnees["chapitres"]:
        for exigence in chapitre["exigences"]:
            for rangee in _rangees(chapitre["titre"], *exigence):
                yield (*rangee, next(ordre))


def _rangees(
    chapitre: str,
    identifiant: str,
    perimetre: str,
    profil: str,
    preuves_par_scenario: list[int],
    fonction: str,
    verbe: str,
    libelles: list[str] | None = None,
) -> Iterator[tuple[str, ...]]:
    enonce = f"Le système DOIT permettre {_elide(verbe)}."
    commun = (perimetre, identifiant, chapitre, fonction, enonce, "", profil)
    modeles = libelles or [modele.format(verbe=verbe, fonction=fonction) for modele in PREUVES]
    rang = count()
    for s, nombre in enumerate(preuves_par_scenario, start=1):
        scenario = f"{identifiant}.{s:02}"
        texte = SCENARIOS[min(s, len(SCENARIOS)) - 1].format(action=verbe[0].upper() + verbe[1:])
        for p in range(1, nombre + 1):
            libelle = modeles[next(rang) % len(modeles)]
            yield (*commun, scenario, texte, f"{scenario}.{p:02}", libelle, "", "Majeure")


def _elide(verbe: str) -> str:
    return f"d’{verbe}" if verbe[0] in "aeiouéèêh" else f"de {verbe}"
