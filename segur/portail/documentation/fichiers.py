"""Generated pages: written to the disk, or compared with it."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"


def ecrire(pages: Mapping[str, str], dossier: Path = DOCS) -> None:
    for nom, texte in pages.items():
        (dossier / nom).write_text(texte, encoding="utf-8")


def ecarts(pages: Mapping[str, str], dossier: Path = DOCS) -> str:
    """What regenerating would change, as a unified diff; empty when every page is up to date."""
    return "\n".join(
        ligne
        for nom, texte in pages.items()
        for ligne in difflib.unified_diff(
            _lire(dossier / nom).splitlines(), texte.splitlines(), f"docs/{nom}", f"{nom} regenerated", lineterm=""
        )
    )


def _lire(chemin: Path) -> str:
    return chemin.read_text(encoding="utf-8") if chemin.exists() else ""


def cellule(texte: str) -> str:
    """Text that stays inside one cell of a Markdown table."""
    return " ".join(texte.split()).replace("|", "\\|") or "—"


def tableau(entetes: tuple[str, ...], lignes: list[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(entetes)} |",
        f"|{'---|' * len(entetes)}",
        *(f"| {' | '.join(map(cellule, ligne))} |" for ligne in lignes),
    ]
