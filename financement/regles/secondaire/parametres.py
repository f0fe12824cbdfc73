"""The figures of the secondary service in force on a day, as dated data. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from financement.regles.lecture import en_vigueur, fichier, historique
from segur.noyau.regles import Historique, Reference, Version

FICHIER = "secondaire.toml"


@dataclass(frozen=True, slots=True)
class Niveau:
    """From so many per cent of documents that arrived, included, PERF is so much."""

    pour_cent: int
    perf: Decimal


@dataclass(frozen=True, slots=True)
class Seuils:
    """`documents`: strictly more are needed over `mois` continuous months; `niveaux`: the best first."""

    documents: int
    mois: int
    niveaux: tuple[Niveau, ...]


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Months from the start."""

    observation: int
    demande: int


@dataclass(frozen=True, slots=True)
class Regime:
    """What holds for one dispositif on one day."""

    perf: Version[Seuils]
    calendrier: Version[Calendrier]
    verification: Version[int]
    resiliation: Version[int]

    @property
    def seuils(self) -> Seuils:
        return self.perf.valeur

    @property
    def mois(self) -> Calendrier:
        return self.calendrier.valeur

    def reference(self, article: str) -> Reference:
        """Another place of the same text."""
        return Reference(self.perf.reference.texte, article)


@lru_cache(maxsize=512)
def regime(dispositif: str, jour: date) -> Regime | None:
    """None where no text has a secondary service that day."""
    table = fichier(FICHIER).get(dispositif)
    if table is None:
        return None
    lus = [en_vigueur(_historique(dispositif, nom), jour) for nom in Regime.__slots__]
    perf, calendrier, verification, resiliation = lus
    if perf is None or calendrier is None or verification is None or resiliation is None:
        return None
    return Regime(_lu(perf, _seuils), _lu(calendrier, _calendrier), verification, resiliation)


@lru_cache(maxsize=64)
def _historique(dispositif: str, nom: str) -> Historique[Any]:
    return historique(fichier(FICHIER)[dispositif][nom])


def _lu(version: Version[Any], lire: Any) -> Version[Any]:
    return Version(version.depuis, lire(version.valeur), version.reference)


def _seuils(valeur: dict[str, Any]) -> Seuils:
    niveaux = tuple(Niveau(n["pour_cent"], Decimal(n["perf"])) for n in valeur["niveaux"])
    return Seuils(valeur["documents"], valeur["mois"], niveaux)


def _calendrier(valeur: dict[str, int]) -> Calendrier:
    return Calendrier(**valeur)


def dispositifs() -> tuple[str, ...]:
    """Those that have a secondary service."""
    return tuple(fichier(FICHIER))
