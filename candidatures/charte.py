"""The Charte de référencement that a candidate accepts, with its version and the hash of its text (CP-27, CP-28)."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

DOSSIER = Path(__file__).parent / "donnees"
ACCEPTATION = (
    "En cochant cette case, le représentant du candidat reconnaît avoir lu et approuvé l’ensemble des termes "
    "de cette Charte."
)


@dataclass(frozen=True)
class Charte:
    version: str
    texte: str

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.texte.encode()).hexdigest()

    @property
    def paragraphes(self) -> list[str]:
        return [paragraphe for paragraphe in self.texte.split("\n\n") if paragraphe.strip()]


CHARTE = Charte("demonstration-1", (DOSSIER / "charte-demonstration-1.txt").read_text(encoding="utf-8"))
