"""What a person holds in an organisation, to be entrusted to another after a departure.

Upper storeys say here what can be held (the responsable of a product); this room knows none of them by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from segur.noyau.comptes.models import Organisation, Utilisateur


@dataclass(frozen=True)
class Charge:
    """Something held: how to name it, where to see it, who holds it still in writing."""

    libelle: str
    lien: str
    titulaire: str


Source = Callable[[Organisation, Utilisateur | None], Iterable[Charge]]
_SOURCES: list[Source] = []


def declarer(source: Source) -> None:
    """`source(organisation, personne)`: what that person holds; without a person, what nobody in place holds."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def charges(organisation: Organisation, personne: Utilisateur | None = None) -> list[Charge]:
    return [charge for source in _SOURCES for charge in source(organisation, personne)]
