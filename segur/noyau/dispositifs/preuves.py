"""Proofs with rules of their own: recognition, substitutes, figures, minimum progress. Data: `donnees/preuves.toml`."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from segur.noyau.regles import Historique, HorsPeriode, Reference, Version
from segur.noyau.temps import instant_de_paris, jour_de_paris

FICHIER = Path(__file__).parent / "donnees" / "preuves.toml"
TEST_INTRUSION, LABEL, CNDA, EDC_PSC = "test_intrusion", "label", "cnda", "edc_psc"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nature(_Strict):
    """`identifiants` and `mots` are regular expressions; an empty one recognises nothing."""

    code: str
    libelle: str
    identifiants: str = ""
    mots: str = ""
    note: str

    def reconnait(self, identifiant: str, texte: str) -> bool:
        par_identifiant = bool(self.identifiants) and re.search(self.identifiants, identifiant) is not None
        return par_identifiant or (bool(self.mots) and re.search(self.mots, texte) is not None)


class _DuTexte(_Strict):
    dispositifs: tuple[str, ...] = Field(min_length=1)
    depuis: date
    texte: str = Field(min_length=1)
    article: str = ""
    hypothese: str = ""

    @property
    def reference(self) -> Reference:
        return Reference(self.texte, self.article, hypothese=self.hypothese)


class Substitut(_Strict):
    """What may stand for a proof up to the Date `jusqu_a`, and the elements that it must show."""

    code: str = Field(max_length=40)
    jusqu_a: int = Field(ge=0, le=6)
    libelle: str
    elements: tuple[str, ...] = Field(min_length=1)


class Derogation(_DuTexte):
    nature: str
    substituts: tuple[Substitut, ...] = Field(min_length=1)


class CriteresIntrusion(_DuTexte):
    """The most control points that may fail, by gravity; `profils`: the only ones that are tested at this desk."""

    ko_hauts: int = Field(ge=0)
    ko_moyens: int = Field(ge=0)
    profils: tuple[str, ...] = ()


class Jalon(_DuTexte):
    """Proofs of the general profile to have deposited by an instant, by périmètre."""

    code: str
    libelle: str
    instant: NaiveDatetime
    minima: dict[str, int]

    @property
    def limite(self) -> datetime:
        return instant_de_paris(self.instant.date(), self.instant.time())


class Particularites(_Strict):
    natures: tuple[Nature, ...]
    derogations: tuple[Derogation, ...]
    tests_intrusion: tuple[CriteresIntrusion, ...]
    jalons: tuple[Jalon, ...]


def lire(fichier: Path = FICHIER) -> Particularites:
    return Particularites.model_validate(tomllib.loads(fichier.read_text(encoding="utf-8")))


DONNEES = lire()
NATURES = {nature.code: nature for nature in DONNEES.natures}
SUBSTITUTS = {substitut.code: substitut for derogation in DONNEES.derogations for substitut in derogation.substituts}


@lru_cache(maxsize=4096)
def nature_de(identifiant: str, texte: str) -> str:
    """The nature of an expected proof, "" for an ordinary one. `texte`: its label and its requirement's function."""
    return next((nature.code for nature in DONNEES.natures if nature.reconnait(identifiant, texte)), "")


class _Date(Protocol):
    @property
    def depuis(self) -> date: ...
    @property
    def dispositifs(self) -> tuple[str, ...]: ...
    @property
    def reference(self) -> Reference: ...


D = TypeVar("D", bound=_Date)


def _au(donnees: Iterable[D], dispositif: str, instant: datetime) -> Version[D] | None:
    """What the text in force on that Paris day says for the dispositif; None when none says anything."""
    versions = [Version(d.depuis, d, d.reference) for d in donnees if dispositif in d.dispositifs]
    try:
        return Historique("particularité", *versions).au(jour_de_paris(instant)) if versions else None
    except HorsPeriode:
        return None


def derogation(dispositif: str, nature: str, *, au: datetime) -> Version[Derogation] | None:
    return _au([d for d in DONNEES.derogations if d.nature == nature], dispositif, au)


def criteres_intrusion(dispositif: str, *, au: datetime) -> Version[CriteresIntrusion] | None:
    return _au(DONNEES.tests_intrusion, dispositif, au)


def jalon(dispositif: str, *, au: datetime) -> Version[Jalon] | None:
    return _au(DONNEES.jalons, dispositif, au)
