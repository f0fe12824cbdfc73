"""How the chapters that nobody judges are shared between colleagues. Pure: no query, no clock, no chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class AJuger:
    """One chapter. `preuves`: how many are to be judged; `risque`: 0 for the most urgent; `connu_de`: who knows it."""

    cle: int
    preuves: int
    risque: int
    connu_de: frozenset[int] = frozenset()

    @property
    def poids(self) -> int:
        """A chapter entirely judged is still to be concluded."""
        return max(self.preuves, 1)


def repartir(chapitres: Iterable[AJuger], charges: Mapping[int, int]) -> dict[int, tuple[AJuger, ...]]:
    """What each colleague receives, in that order. `charges`: the proofs that wait with each already.

    The most urgent first, then the longest, each to whoever has least to judge among those who know it, or among all
    when none of them does. Hence no more than one chapter between those who may receive the same ones: but for the
    last one received, nobody who receives has more than anybody else.
    """
    parts: dict[int, list[AJuger]] = {cle: [] for cle in charges}
    portees = dict(charges)
    for chapitre in sorted(chapitres, key=lambda c: (c.risque, -c.poids, c.cle)) if parts else ():
        candidats = chapitre.connu_de & parts.keys() or parts.keys()
        recu = min(candidats, key=lambda cle: (portees[cle], len(parts[cle]), cle))
        parts[recu].append(chapitre)
        portees[recu] += chapitre.poids
    return {cle: tuple(part) for cle, part in parts.items()}


def empreinte(parts: Mapping[int, Iterable[AJuger]]) -> str:
    """What a person confirms: the same chapters to the same persons give the same text."""
    lignes = sorted(f"{chapitre.cle}:{cle}" for cle, part in parts.items() for chapitre in part)
    return sha256("\n".join(lignes).encode()).hexdigest()
