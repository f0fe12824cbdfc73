"""What a question to the ASP may be about, and the limits that the portal sets itself."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from segur.noyau.dispositifs.zones import ZONES

FICHIER = Path(__file__).parent / "donnees" / "questions.toml"


@dataclass(frozen=True, slots=True)
class Limites:
    fichiers_par_import: int
    messages_par_heure: int
    texte_au_plus: int


_DONNEES = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
LIMITES = Limites(**_DONNEES["limites"])
SUJETS: dict[str, str] = _DONNEES["sujets"]
PIECE_JOINTE = replace(ZONES["message"], libelle="Pièce jointe d’une question", nombre_max=1)
