"""An import costs the same memory whatever the size of its file."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

from segur.noyau.annuaires.generation import lignes
from segur.noyau.annuaires.importation import importer_sur_place
from segur.noyau.annuaires.models import ImportDeBase
from tests.noyau.annuaires.fichiers import JOUR

MO = 1024**2


def test_le_pic_ne_suit_pas_la_taille(db: None, tmp_path: Path) -> None:
    """Sixty thousand rows, some 15 MB of text: read and poured by batches, never whole."""
    fichier = tmp_path / "annuaire.txt"
    with fichier.open("w", encoding="utf-8") as flux:
        flux.writelines(lignes("annuaire", 60_000))

    tracemalloc.start()
    fini = importer_sur_place("annuaire", fichier, extrait_du=JOUR, le=datetime(2026, 2, 4, tzinfo=UTC))
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fini.statut == ImportDeBase.Statut.IMPORTE
    assert fichier.stat().st_size > 14 * MO
    assert pic < 60 * MO
