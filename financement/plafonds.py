"""Limits of the simulator, named in a file."""

import tomllib
from dataclasses import dataclass
from datetime import time
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limites:
    jours_gardes: int
    lot_de_lignes: int
    silence_minutes: int
    en_cours_au_plus: int
    heure_du_rejeu: time
    contenu_caracteres: int


LIMITES = Limites(**tomllib.loads((Path(__file__).parent / "donnees" / "simulateur.toml").read_text(encoding="utf-8")))
