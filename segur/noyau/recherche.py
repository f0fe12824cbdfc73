"""Searching without accents, the same on every database. Standard library only."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‐": "-", "‑": "-"})


def normaliser(texte: str) -> str:
    """Lower case, without accents nor control characters, words separated by one space: what is stored and compared."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(LIGATURES))
    gardes = (c if c.isprintable() else " " for c in decompose if not unicodedata.combining(c))
    return " ".join("".join(gardes).split())
