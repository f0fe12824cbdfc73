"""Ways to contest a decision of the ASP, as its notification must say them."""

import tomllib
from functools import lru_cache
from pathlib import Path

FICHIER = Path(__file__).parent / "donnees" / "recours.toml"


@lru_cache(maxsize=1)
def voies_de_recours() -> str:
    """The text and its reference, ready to end a message."""
    recours = tomllib.loads(FICHIER.read_text(encoding="utf-8"))["recours"]
    return f"{' '.join(recours['texte'].split())} ({recours['reference']})"
