"""What a base looks like as a file: `donnees/bases/*.toml`, changed without code (part C: columns unpublished)."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from segur.noyau.annuaires.identifiants import (
    CHIFFRES_RPPS,
    PREFIXE_RPPS,
    canonique,
    defaut_finess,
    defaut_rpps,
)
from segur.noyau.recherche import normaliser

DOSSIER = Path(__file__).parent / "donnees" / "bases"
OUI, NON = frozenset({"oui", "o", "1", "true", "vrai"}), frozenset({"non", "n", "0", "false", "faux", ""})
ENTIER_MAX = 2_000_000_000
MONTANT_MAX = Decimal(10) ** 12

Genre = Literal[
    "texte",
    "code",
    "rpps",
    "finess",
    "rpps_ou_finess",
    "identification_nationale",
    "entier",
    "montant",
    "booleen",
    "choix",
]


class Refusee(ValueError):
    """The value is not what the column holds: what was expected, and how to repair it."""

    def __init__(self, attendu: str, reparation: str = "Corrigez la valeur dans le fichier d’origine.") -> None:
        super().__init__(attendu)
        self.attendu, self.reparation = attendu, reparation


class Ecartee(Exception):
    """The row is in order and is not kept: a person without RPPS is nobody's client (ELI-04)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Champ(_Strict):
    """`facultatif`: the column itself may be absent from the file; `requis`: its values may not be empty."""

    entete: str
    aussi: list[str] = []
    champ: str
    genre: Genre
    requis: bool = False
    facultatif: bool = False
    longueur: int = 200
    valeurs: dict[str, str] = {}
    cle_exigee: bool = True

    @property
    def entetes(self) -> set[str]:
        return {cle_d_entete(nom) for nom in (self.entete, *self.aussi)}

    def convertisseur(self) -> Callable[[str], Any]:
        return _CONVERTISSEURS[self.genre](self)


class Format(_Strict):
    """`colonnes`: how many the file has in all, when it has more than those kept; extra ones are refused otherwise."""

    code: str
    libelle: str
    fichier: str
    gerants: list[str]
    separateur: str = Field(min_length=1, max_length=1)
    separateur_final: bool = False
    encodage: str
    guillemets: bool = False
    marque_toleree: bool = True
    fin_de_ligne_exigee: bool = True
    colonnes: int | None = None
    cle: str
    cle_unique: bool
    source: str = ""
    garder: dict[str, list[str]] = {}
    champs: list[Champ]

    @model_validator(mode="after")
    def _coherence(self) -> "Format":
        noms = [champ.champ for champ in self.champs]
        inconnus = {self.cle, *self.garder} - set(noms)
        if inconnus or len(noms) != len(set(noms)):
            raise ValueError(f"champs inconnus ou en double : {sorted(inconnus) or noms}")
        return self

    def jour_du_nom(self, nom: str) -> date | None:
        """The day written in the file's name, when the base says where."""
        trouve = re.fullmatch(self.fichier, nom, re.IGNORECASE)
        if trouve is None:
            return None
        try:
            return date.fromisoformat(trouve["jour"])
        except ValueError:
            return None


def cle_d_entete(entete: str) -> str:
    """Headers are compared without case, accents nor punctuation: these vary from one extraction to the next."""
    return re.sub(r"[^a-z0-9]+", " ", normaliser(entete)).strip()


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    return {fichier.stem: lire_format(fichier) for fichier in sorted(DOSSIER.glob("*.toml"))}


def lire_format(fichier: Path) -> Format:
    return Format(code=fichier.stem, **tomllib.loads(fichier.read_text(encoding="utf-8")))


# ---- values ---------------------------------------------------------------------------------------------------------


def _texte(longueur: int, valeur: str) -> str:
    if len(valeur) > longueur:
        raise Refusee(f"{longueur} caractères au plus")
    if "\x00" in valeur:
        raise Refusee("un texte sans caractère nul")
    return valeur


def _numero(defaut: Callable[[str], str], cle_exigee: bool, valeur: str) -> str:
    numero = canonique(valeur)
    probleme = defaut(numero)
    if probleme and (cle_exigee or "clé" not in probleme):
        raise Refusee(probleme)
    return numero


def _rpps_ou_finess(valeur: str) -> str:
    numero = canonique(valeur)
    return _numero(defaut_rpps if len(numero) == CHIFFRES_RPPS else defaut_finess, True, numero)


def _identification_nationale(cle_exigee: bool, valeur: str) -> str:
    if not valeur.startswith(PREFIXE_RPPS):
        raise Ecartee
    return _numero(defaut_rpps, cle_exigee, valeur[1:])


def _entier(valeur: str) -> int | None:
    if not valeur:
        return None
    chiffres = re.sub(r"\s+", "", valeur)
    if not (chiffres.isascii() and chiffres.isdecimal()) or len(chiffres) > 10 or int(chiffres) > ENTIER_MAX:
        raise Refusee("un nombre entier, zéro ou plus")
    return int(chiffres)


def _montant(valeur: str) -> Decimal | None:
    if not valeur:
        return None
    texte = re.sub(r"[\s\u00a0\u202f€]", "", valeur).replace(",", ".")
    try:
        montant = Decimal(texte)
    except InvalidOperation:
        raise Refusee("un montant en euros, comme 12 345,67") from None
    if not montant.is_finite() or not 0 <= montant < MONTANT_MAX or montant != round(montant, 2):
        raise Refusee("un montant en euros, zéro ou plus, avec deux décimales au plus")
    return round(montant, 2)


def _booleen(valeur: str) -> bool:
    mot = normaliser(valeur)
    if mot not in OUI | NON:
        raise Refusee("oui ou non")
    return mot in OUI


def _choix(valeurs: dict[str, str], annonce: str, valeur: str) -> str:
    trouvee = valeurs.get(normaliser(valeur))
    if trouvee is None:
        raise Refusee(annonce)
    return trouvee


def _convertir_en_choix(champ: Champ) -> Callable[[str], str]:
    valeurs = {normaliser(valeur): code for valeur, code in champ.valeurs.items()}
    return partial(_choix, valeurs, f"une de ces valeurs : {', '.join(champ.valeurs)}")


_CONVERTISSEURS: dict[str, Callable[[Champ], Callable[[str], Any]]] = {
    "texte": lambda champ: partial(_texte, champ.longueur),
    "code": lambda champ: partial(_texte, champ.longueur),
    "rpps": lambda champ: partial(_numero, defaut_rpps, champ.cle_exigee),
    "finess": lambda champ: partial(_numero, defaut_finess, champ.cle_exigee),
    "rpps_ou_finess": lambda champ: _rpps_ou_finess,
    "identification_nationale": lambda champ: partial(_identification_nationale, champ.cle_exigee),
    "entier": lambda champ: _entier,
    "montant": lambda champ: _montant,
    "booleen": lambda champ: _booleen,
    "choix": _convertir_en_choix,
}
