"""Deposit places: which files each one accepts. Data comes from `donnees/zones.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MO = 1024**2
REFUSE, SIGNALE = "refuse", "signale"


@dataclass(frozen=True, slots=True)
class Zone:
    """`taille_max` is in bytes, excluded. Texts say « < 10 Mo » but not which Mo: the larger one is accepted.

    `a_part`: larger than the others, and received by the pages that say so only. `chiffree`: its files are encrypted at
    rest, and leave by a door of their own. `nom_au_plus`: the longest name, where names are constrained; 0 elsewhere.
    `contenu_actif`: whether a file that may run something (macros, scripts,
    files within) is refused, or kept and told to whoever opens it. `examinee`: false where what receives the file
    opens it itself, bit by bit, with bounds of its own.
    """

    code: str
    libelle: str
    formats: tuple[str, ...]
    taille_max: int
    taille_annoncee: str
    nombre_max: int | None
    reference: str
    hypothese: str = ""
    a_part: bool = False
    chiffree: bool = False
    nom_au_plus: int = 0
    contenu_actif: str = REFUSE
    examinee: bool = True

    def __post_init__(self) -> None:
        if self.contenu_actif not in (REFUSE, SIGNALE):
            raise ValueError(f"zone {self.code} : contenu_actif vaut « {REFUSE} » ou « {SIGNALE} »")

    def annonce(self) -> str:
        """The sentence shown beside the deposit place."""
        formats = ", ".join(extension.upper() for extension in self.formats)
        phrases = [f"Formats acceptés : {formats}.", f"Taille : {self.taille_annoncee}."]
        if self.nombre_max is not None:
            phrases.append(f"{self.nombre_max} fichier{'s' if self.nombre_max > 1 else ''} au plus.")
        if self.nom_au_plus:
            phrases.append(f"Nom : {self.nom_au_plus} caractères au plus, sans accent ni caractère spécial.")
        return " ".join(phrases)

    def attributs(self) -> dict[str, str]:
        """The same limits for the browser, which tells them before a file leaves. The portal alone decides."""
        valeurs = {
            "accept": ",".join(f".{extension}" for extension in self.formats),
            "data-formats": ",".join(self.formats),
            "data-taille-max": str(self.taille_max),
            "data-taille-annoncee": self.taille_annoncee,
            "data-nombre-max": str(self.nombre_max or ""),
            "data-nom-au-plus": str(self.nom_au_plus or ""),
        }
        return {nom: valeur for nom, valeur in valeurs.items() if valeur}

    def accepte_taille(self, octets: int) -> bool:
        return octets < self.taille_max


def lire_zones(fichier: Path) -> dict[str, Zone]:
    tables: dict[str, dict[str, Any]] = tomllib.loads(fichier.read_text(encoding="utf-8"))
    return {code: _zone(code, **table) for code, table in tables.items()}


def _zone(
    code: str,
    *,
    taille_mo: int,
    formats: list[str],
    nombre_max: int | None = None,
    taille_comprise: bool = False,
    **autres: Any,
) -> Zone:
    """`taille_comprise`: « 4 Mo max » takes a file of 4 Mo exactly; « moins de 10 Mo » does not."""
    plafond = taille_mo * MO + taille_comprise
    return Zone(code=code, formats=tuple(formats), taille_max=plafond, nombre_max=nombre_max, **autres)


ZONES: dict[str, Zone] = lire_zones(Path(__file__).parent / "donnees" / "zones.toml")
PLAFOND: int = max(zone.taille_max for zone in ZONES.values() if not zone.a_part)
