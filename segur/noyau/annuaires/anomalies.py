"""What is wrong in a file of a reference base, told with line, column, value, what was expected and how to repair."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TextIO

from segur.noyau.exports import neutraliser

VALEUR_MONTREE = 120
ENTETES = ("Genre", "Ligne", "Colonne", "Valeur", "Attendu", "Réparation")


class Genre(StrEnum):
    VIDE = "vide", "Fichier vide"
    ARCHIVE = "archive", "Archive illisible"
    TAILLE = "taille", "Fichier trop grand"
    ENCODAGE = "encodage", "Encodage"
    SEPARATEUR = "separateur", "Séparateur"
    COLONNE_ABSENTE = "colonne_absente", "Colonne absente"
    COLONNE_EN_TROP = "colonne_en_trop", "Colonne en trop"
    ENTETE_REPETEE = "entete_repetee", "Entête répétée"
    TRONQUE = "tronque", "Fichier tronqué"
    LIGNE = "ligne", "Ligne mal formée"
    MANQUANT = "manquant", "Valeur manquante"
    VALEUR = "valeur", "Valeur refusée"
    DOUBLON = "doublon", "Doublon"
    ANCIEN = "ancien", "Version plus ancienne"

    libelle: str

    def __new__(cls, code: str, libelle: str) -> "Genre":
        genre = str.__new__(cls, code)
        genre._value_ = code
        genre.libelle = libelle
        return genre


@dataclass(frozen=True, slots=True)
class Probleme:
    """`ligne` counts from 1, the header included; 0 when the whole file is concerned."""

    genre: Genre
    ligne: int
    colonne: str
    valeur: str
    attendu: str
    reparation: str


@dataclass
class Carnet:
    """Where the reading notes problems: the first ones of each kind in detail, all of them counted and reported."""

    rapport: TextIO
    detaillees: int
    au_rapport: int
    nombres: Counter[Genre] = field(default_factory=Counter)
    details: list[Probleme] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._redacteur = csv.writer(self.rapport, delimiter=";")
        self.rapport.write("\ufeff")
        self._redacteur.writerow(ENTETES)

    def noter(self, genre: Genre, ligne: int, colonne: str, valeur: str, attendu: str, reparation: str) -> None:
        probleme = Probleme(genre, ligne, colonne, _montrer(valeur), attendu, reparation)
        self.nombres[genre] += 1
        if self.nombres[genre] <= self.detaillees:
            self.details.append(probleme)
        if self.total <= self.au_rapport:
            cellules = (genre.libelle, ligne or "", colonne, probleme.valeur, attendu, reparation)
            self._redacteur.writerow([neutraliser(cellule) for cellule in cellules])

    @property
    def total(self) -> int:
        return self.nombres.total()


def _montrer(valeur: str) -> str:
    propre = "".join(c if c.isprintable() else "�" for c in valeur)
    return propre if len(propre) <= VALEUR_MONTREE else propre[: VALEUR_MONTREE - 1] + "…"
