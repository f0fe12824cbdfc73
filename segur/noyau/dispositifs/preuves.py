"""Proofs with rules of their own: recognition, substitutes, figures, minimum progress. Data: `donnees/preuves.toml`.

Their dates and figures are thresholds that a text may amend (`seuils`): what the database holds speaks after the file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.dispositifs.seuils import Genre, Initiale, Seuil, Valeur, declarer
from segur.noyau.regles import Historique, HorsPeriode, Reference, Version
from segur.noyau.temps import instant_de_paris, jour_de_paris

FICHIER = Path(__file__).parent / "donnees" / "preuves.toml"
V = TypeVar("V")
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


class DonneesJalon(_DuTexte):
    """Proofs of the general profile to have deposited by an instant (Paris wall-clock), by périmètre."""

    code: str
    libelle: str
    instant: NaiveDatetime
    minima: dict[str, int]


@dataclass(frozen=True, slots=True)
class Jalon:
    """A milestone as it binds: its instant, and so many proofs of the general profile by périmètre."""

    code: str
    libelle: str
    limite: datetime
    minima: Mapping[str, int]


class Particularites(_Strict):
    natures: tuple[Nature, ...]
    derogations: tuple[Derogation, ...]
    tests_intrusion: tuple[CriteresIntrusion, ...]
    jalons: tuple[DonneesJalon, ...]


def lire(fichier: Path = FICHIER) -> Particularites:
    return Particularites.model_validate(tomllib.loads(fichier.read_text(encoding="utf-8")))


DONNEES = lire()
NATURES = {nature.code: nature for nature in DONNEES.natures}
SUBSTITUTS = {substitut.code: substitut for derogation in DONNEES.derogations for substitut in derogation.substituts}


@lru_cache(maxsize=4096)
def nature_de(identifiant: str, texte: str) -> str:
    """The nature of an expected proof, "" for an ordinary one. `texte`: its label and its requirement's function."""
    return next((nature.code for nature in DONNEES.natures if nature.reconnait(identifiant, texte)), "")


JALON, INTRUSION, SUBSTITUT = "jalon", "intrusion", "substitut"
PERIMETRES = {"vague1": "vague 1", "vague2": "vague 2"}
KO = {"ko_hauts": "points de contrôle KO de gravité haute", "ko_moyens": "points de contrôle KO de gravité moyenne"}
DATES = 6


def _initiales(valeurs: Iterable[tuple[_DuTexte, Valeur]]) -> tuple[Initiale, ...]:
    return tuple(
        Initiale(dispositif, Version(donnees.depuis, valeur, donnees.reference))
        for donnees, valeur in valeurs
        for dispositif in donnees.dispositifs
    )


def _seuils_du_jalon(code: str, versions: list[DonneesJalon]) -> Iterator[Seuil]:
    instants = _initiales((v, instant_de_paris(v.instant.date(), v.instant.time())) for v in versions)
    libelle = versions[0].libelle
    yield Seuil(f"{JALON}.{code}.instant", f"{libelle} : instant", Genre.INSTANT, initiales=instants)
    for perimetre in dict.fromkeys(p for version in versions for p in version.minima):
        minima = _initiales((v, Decimal(v.minima[perimetre])) for v in versions if perimetre in v.minima)
        quoi = f"{libelle} : minimum, profil Général {PERIMETRES.get(perimetre, perimetre)}"
        yield Seuil(f"{JALON}.{code}.{perimetre}", quoi, unite="preuves", initiales=minima)


def _seuil_du_substitut(substitut: Substitut, derogation: Derogation) -> Seuil:
    jusqu_a = _initiales([(derogation, Decimal(substitut.jusqu_a))])
    quoi = f"Pièce provisoire « {substitut.libelle} » : dernière Date à laquelle elle est admise"
    return Seuil(f"{SUBSTITUT}.{substitut.code}", quoi, prefixe="Date ", au_plus=DATES, initiales=jusqu_a)


def _seuils() -> Iterator[Seuil]:
    """What these data hold that a text may change, for the registry of amendable thresholds."""
    for code in dict.fromkeys(jalon.code for jalon in DONNEES.jalons):
        yield from _seuils_du_jalon(code, [jalon for jalon in DONNEES.jalons if jalon.code == code])
    for champ, quoi in KO.items():
        maxima = _initiales((tests, Decimal(getattr(tests, champ))) for tests in DONNEES.tests_intrusion)
        yield Seuil(f"{INTRUSION}.{champ}", f"Test d’intrusion : maximum de {quoi}", unite="points", initiales=maxima)
    for derogation in DONNEES.derogations:
        yield from (_seuil_du_substitut(substitut, derogation) for substitut in derogation.substituts)


declarer(*_seuils())


class _Date(Protocol):
    @property
    def depuis(self) -> date: ...
    @property
    def dispositifs(self) -> tuple[str, ...]: ...
    @property
    def reference(self) -> Reference: ...


D = TypeVar("D", bound=_Date)


def _au(donnees: Iterable[D], dispositif: Dispositif, instant: datetime) -> Version[D] | None:
    """What the text in force on that Paris day says for the dispositif; None when none says anything."""
    versions = [Version(d.depuis, d, d.reference) for d in donnees if dispositif.code in d.dispositifs]
    try:
        return Historique("particularité", *versions).au(jour_de_paris(instant)) if versions else None
    except HorsPeriode:
        return None


class _Seuils:
    """The thresholds of one dispositif at one instant, above what a data file gives since the day `base`.

    `derniere`: the version that speaks last, the text to cite.
    """

    def __init__(self, dispositif: Dispositif, base: Version[Any], au: datetime) -> None:
        self.dispositif, self.base, self.au = dispositif, base, au
        self.derniere: Version[Any] = base

    def valeur(self, code: str, defaut: Valeur) -> Valeur:
        version = self.dispositif.seuil(code, au=self.au)
        if version is None or version.depuis < self.base.depuis:
            return defaut
        if version.depuis > self.derniere.depuis:
            self.derniere = version
        return version.valeur

    def nombre(self, code: str, defaut: int) -> int:
        valeur = self.valeur(code, Decimal(defaut))
        return int(valeur) if isinstance(valeur, Decimal) else defaut

    def version(self, valeur: V) -> Version[V]:
        return Version(self.derniere.depuis, valeur, self.derniere.reference)


def derogation(dispositif: Dispositif, nature: str, *, au: datetime) -> Version[Derogation] | None:
    version = _au([d for d in DONNEES.derogations if d.nature == nature], dispositif, au)
    if version is None:
        return None
    seuils = _Seuils(dispositif, version, au)
    substituts = [
        s.model_copy(update={"jusqu_a": seuils.nombre(f"{SUBSTITUT}.{s.code}", s.jusqu_a)})
        for s in version.valeur.substituts
    ]
    return seuils.version(version.valeur.model_copy(update={"substituts": tuple(substituts)}))


def criteres_intrusion(dispositif: Dispositif, *, au: datetime) -> Version[CriteresIntrusion] | None:
    version = _au(DONNEES.tests_intrusion, dispositif, au)
    if version is None:
        return None
    seuils = _Seuils(dispositif, version, au)
    maxima = {champ: seuils.nombre(f"{INTRUSION}.{champ}", getattr(version.valeur, champ)) for champ in KO}
    return seuils.version(version.valeur.model_copy(update=maxima))


def jalon(dispositif: Dispositif, *, au: datetime) -> Version[Jalon] | None:
    """The milestone in force; None when no text sets one, or leaves its instant unknown."""
    version = _au(DONNEES.jalons, dispositif, au)
    if version is None:
        return None
    donnees, seuils = version.valeur, _Seuils(dispositif, version, au)
    publie = instant_de_paris(donnees.instant.date(), donnees.instant.time())
    limite = seuils.valeur(f"{JALON}.{donnees.code}.instant", publie)
    if not isinstance(limite, datetime):
        return None
    minima = {p: seuils.nombre(f"{JALON}.{donnees.code}.{p}", minimum) for p, minimum in donnees.minima.items()}
    return seuils.version(Jalon(donnees.code, donnees.libelle, limite, minima))
