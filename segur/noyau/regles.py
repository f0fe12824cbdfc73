"""Dated values and explained verdicts. Standard library only."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in an official text."""

    texte: str
    article: str = ""
    url: str = ""
    hypothese: str = ""

    def __str__(self) -> str:
        return f"{self.texte}, {self.article}" if self.article else self.texte


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """A value in force from a day on (included), and the text that says so."""

    depuis: date
    valeur: T
    reference: Reference


class HorsPeriode(LookupError):
    """No text rules that day."""


class Historique(Generic[T]):
    """A value that changes with the texts. A new text adds a version and never edits one."""

    def __init__(self, libelle: str, *versions: Version[T]) -> None:
        self.libelle, self.versions = libelle, versions
        self._jours = [version.depuis for version in versions]
        if not versions or self._jours != sorted(set(self._jours)):
            raise ValueError(f"« {libelle} » : versions vides, en désordre ou en double")

    def au(self, jour: date) -> Version[T]:
        """The version in force on that day; HorsPeriode before the first one."""
        rang = bisect_right(self._jours, jour)
        if rang == 0:
            raise HorsPeriode(f"« {self.libelle} » n’est défini par aucun texte au {jour:%d/%m/%Y}.")
        return self.versions[rang - 1]


@dataclass(frozen=True, slots=True)
class Motif:
    """One reason of a verdict, readable by the person concerned."""

    code: str
    satisfait: bool
    explication: str
    reference: Reference | None = None

    def en_donnees(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "satisfait": self.satisfait,
            "explication": self.explication,
            "reference": str(self.reference) if self.reference else "",
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """All the reasons, satisfied or not: a user sees at once everything that is missing."""

    motifs: tuple[Motif, ...] = ()

    @property
    def favorable(self) -> bool:
        return all(motif.satisfait for motif in self.motifs)

    @property
    def obstacles(self) -> tuple[Motif, ...]:
        return tuple(motif for motif in self.motifs if not motif.satisfait)

    def __add__(self, autre: "Verdict") -> "Verdict":
        return Verdict(self.motifs + autre.motifs)


def verdict(motifs: Iterable[Motif]) -> Verdict:
    return Verdict(tuple(motifs))
