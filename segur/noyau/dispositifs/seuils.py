"""The thresholds that a text may change: a small registry, to which any storey adds its own without a migration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from segur.noyau.regles import Version
from segur.noyau.temps import en_clair

Valeur = Decimal | datetime | None
"""A number, an instant, or None: an instant that no text has published."""


class Genre(StrEnum):
    NOMBRE = "nombre"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Initiale:
    """What a data file gives, for one dispositif (its code)."""

    dispositif: str
    version: Version[Valeur]


@dataclass(frozen=True, slots=True)
class Seuil:
    """`prefixe`, `unite`: the words around a number. `initiales`: where its history begins, in the data files."""

    code: str
    libelle: str
    genre: Genre = Genre.NOMBRE
    prefixe: str = ""
    unite: str = ""
    entier: bool = True
    au_plus: int | None = None
    initiales: tuple[Initiale, ...] = ()

    def dire(self, valeur: Valeur) -> str:
        """As people read it: « 25 preuves », « 22/07/2026 à 12:00 (heure de Paris) », « non publié »."""
        if valeur is None:
            return "non publié"
        if isinstance(valeur, datetime):
            return en_clair(valeur)
        return f"{self.prefixe}{_en_chiffres(valeur)} {self.unite}".rstrip()


REGISTRE: dict[str, Seuil] = {}


def declarer(*seuils: Seuil) -> None:
    for seuil in seuils:
        if seuil.code in REGISTRE:
            raise ValueError(f"Le seuil {seuil.code} est déclaré deux fois.")
        REGISTRE[seuil.code] = seuil


def trouver(code: str) -> Seuil:
    """The threshold, or one without any words for a code that no storey declares any more."""
    return REGISTRE.get(code) or Seuil(code, code)


def initiales() -> Iterable[tuple[Seuil, Initiale]]:
    return ((seuil, initiale) for seuil in REGISTRE.values() for initiale in seuil.initiales)


def _en_chiffres(valeur: Decimal) -> str:
    return f"{valeur.normalize():f}".replace(".", ",")
