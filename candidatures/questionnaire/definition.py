"""Words in which a step is described."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Condition = Callable[[Any], bool]


def toujours(etape: Any) -> bool:
    return True


def oui(champ: str) -> Condition:
    """True when that question of the step is answered Oui."""
    return lambda etape: getattr(etape, champ) is True


@dataclass(frozen=True)
class Question:
    """A field of the step, or of a block's row. Its label is the model's."""

    champ: str
    obligatoire: bool = True
    si: Condition = toujours
    commande: bool = False
    """Its answer decides what else is asked: the page is drawn again when it changes."""


@dataclass(frozen=True)
class Bloc:
    """Repeatable rows. `nom` is the related name on the step."""

    nom: str
    titre: str
    ajouter: str
    questions: tuple[Question, ...]
    si: Condition
    maximum: int = 50
    cite: str = ""
    """Status of the firm's own candidatures whose number may be imported as a row; none by default."""


@dataclass(frozen=True)
class Modele:
    """What the ANS provides to fill a place. `gabarit`: a PDF prefilled from the dossier; else `vue` serves it."""

    libelle: str = "Télécharger le modèle prérempli (PDF)"
    gabarit: str = ""
    vue: str = "candidatures:modele"


@dataclass(frozen=True)
class Depot:
    """A deposit place of the step (segur/noyau/dispositifs/donnees/zones.toml)."""

    zone: str
    libelle: str
    si: Condition = toujours
    aide: str = ""
    compte: bool = True
    """Whether the gauge counts it; a place that it does not count is due all the same."""
    modele: Modele | None = None


@dataclass(frozen=True)
class Section:
    titre: str
    elements: tuple[Question | Bloc | Depot, ...]
    si: Condition = toujours
    aide: str = ""
    rappelle_les_profils: bool = False
    """Shows the profiles of the earlier référencements that step 1 cites."""
    completer: tuple[tuple[str, str], ...] = ()
    """Prefill buttons: (source, label)."""

    def visibles(self, etape: Any) -> tuple[Question | Bloc | Depot, ...]:
        return tuple(element for element in self.elements if element.si(etape))
