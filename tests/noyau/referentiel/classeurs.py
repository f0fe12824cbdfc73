"""Small workbooks, correct but for what a test changes."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from segur.noyau.referentiel.classeur import COLONNES


def ligne(rang: int = 1, **valeurs: Any) -> dict[str, Any]:
    """One correct row of its own requirement; `valeurs` are named as `CHAMPS`."""
    correcte = {
        "perimetre": "Vague 2",
        "id": f"TST/{rang:02}",
        "chapitre": "Chapitre d’essai",
        "fonction": f"Fonction {rang}",
        "exigence": "Le système DOIT répondre.",
        "commentaire": None,
        "profil": "Général",
        "n_scenario": f"TST/{rang:02}.01",
        "scenario": "L’éditeur DOIT exécuter le cas de test.",
        "n_preuve": f"TST/{rang:02}.01.01",
        "preuve": f"Capture d’écran {rang}",
        "profil_historique": None,
        "criticite": "Majeure",
        "ordre": rang,
    }
    return correcte | valeurs


def classeur(*lignes: dict[str, Any], entetes: Sequence[str | None] = COLONNES, feuille: str = "Exigences") -> bytes:
    livre = Workbook()
    page = livre.create_sheet(feuille, 0)
    page.append(list(entetes))
    for valeurs in lignes:
        page.append(list(valeurs.values()))
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()
