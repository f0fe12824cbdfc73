"""Ceilings of the bulk deposit: data, in `donnees/lot.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

MO = 1024**2


@dataclass(frozen=True, slots=True)
class Plafonds:
    fichiers_au_plus: int
    mo_au_plus: int
    archive_mo_au_plus: int
    archive_rapport_au_plus: int
    par_etape: int
    par_page: int
    jours_gardes: int

    @property
    def octets_au_plus(self) -> int:
        return self.mo_au_plus * MO

    @property
    def archive_octets_au_plus(self) -> int:
        return self.archive_mo_au_plus * MO


LOT = Plafonds(**tomllib.loads((Path(__file__).parent / "donnees" / "lot.toml").read_text(encoding="utf-8")))
