"""Which expected proof a file is for, read in its name. Pure: never a guess."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from segur.noyau.recherche import normaliser

MOT = re.compile(r"[^\W_]+")
Mots = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An expected proof, by its key. `obstacle`: why nothing is deposited there now, in French; empty if it is open."""

    cle: int
    identifiant: str
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """The one proof that the name designates, or None; and why, in French."""

    place: Place | None
    raison: str


class Plan:
    """The expected proofs of one candidature, by the words of their identifiers."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.par_mots: dict[Mots, list[Place]] = defaultdict(list)
        for place in places:
            if mots := _mots(place.identifiant):
                self.par_mots[mots].append(place)
        self.longueurs = sorted({len(mots) for mots in self.par_mots})

    def placer(self, chemin: str) -> Placement:
        """`chemin`: a file name, or its path in a folder. An identifier counts whole; the longest one wins."""
        reconnus = self._reconnus(chemin)
        if not reconnus:
            return Placement(None, "Aucun identifiant de preuve attendue n’est reconnu dans ce nom.")
        if len(reconnus) > 1:
            noms = ", ".join(sorted(place.identifiant for place in reconnus))
            return Placement(None, f"{len(reconnus)} preuves possibles : {noms}.")
        (place,) = reconnus
        if place.obstacle:
            return Placement(None, f"{place.identifiant} : {place.obstacle}")
        return Placement(place, f"Identifiant {place.identifiant} reconnu dans le nom.")

    def _reconnus(self, chemin: str) -> list[Place]:
        trouves = {mots for mots in self._suites(chemin) if mots in self.par_mots}
        retenus = [mots for mots in trouves if not any(_contient(autre, mots) for autre in trouves - {mots})]
        return [place for mots in retenus for place in self.par_mots[mots]]

    def _suites(self, chemin: str) -> Iterable[Mots]:
        """Every run of words as long as some identifier, but for those that are the beginning of a longer number."""
        texte = normaliser(chemin)
        places = list(MOT.finditer(texte))
        for longueur in self.longueurs:
            for debut in range(len(places) - longueur + 1):
                suite = places[debut : debut + longueur]
                if not _se_prolonge(texte, suite, places[debut + longueur : debut + longueur + 1]):
                    yield tuple(mot.group() for mot in suite)


def _mots(texte: str) -> Mots:
    return tuple(MOT.findall(normaliser(texte)))


def _contient(grand: Mots, petit: Mots) -> bool:
    n = len(petit)
    return n < len(grand) and any(grand[i : i + n] == petit for i in range(len(grand) - n + 1))


def _se_prolonge(texte: str, suite: list[re.Match[str]], apres: list[re.Match[str]]) -> bool:
    """« va1.06.01.01.02 » is not va1.06.01.01: the same separator goes on to another number of the same length."""
    if not apres or len(suite) < 2:
        return False
    dernier, suivant = suite[-1], apres[0]
    separateurs = {texte[a.end() : b.start()] for a, b in pairwise([*suite[-2:], suivant])}
    return len(separateurs) == 1 and suivant.group().isdigit() and len(suivant.group()) == len(dernier.group())
