"""One file of the corpus: made when it is asked for, with what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cas:
    """`refus`: a part of the reason expected; empty: the file is welcome. `remarques`: what must be told of it then."""

    titre: str
    nom: str
    faire: Callable[[], bytes]
    refus: str = ""
    remarques: frozenset[str] = frozenset()
    zone: str = "preuve"

    def __str__(self) -> str:
        return self.titre


def cas(titre: str, nom: str, contenu: Callable[[], bytes] | bytes, refus: str = "", *remarques: str) -> Cas:
    faire = contenu if callable(contenu) else lambda: contenu
    return Cas(titre, nom, faire, refus, frozenset(remarques))


ABIME, AUTRE, MELANGE, SECRET = "abîmé ou incomplet", "pas", "mélange plusieurs formats", "mot de passe"
