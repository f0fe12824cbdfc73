"""A claim judged by the engine of its part: one table says which. The deposit, the desk and the guards ask here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from financement import contextes_du_solde
from financement.models import Creance, Part
from financement.regles.commande.faits import Jugement
from financement.regles.solde import donnees, juger


@dataclass(frozen=True, slots=True)
class Moteur:
    """What one part brings. `contextes`: by claim, at its deposit or at the instant given, all read together."""

    depuis_donnees: Callable[[Mapping[str, Any]], Any]
    en_donnees: Callable[[Any], dict[str, Any]]
    contextes: Callable[[Sequence[Creance], datetime | None], Mapping[int, Any]]
    juger: Callable[[Any, Any], Jugement]
    arithmetique: Callable[[Any, Any], list[str]]


MOTEURS: dict[str, Moteur] = {
    Part.SOLDE: Moteur(
        donnees.depuis_donnees,
        donnees.en_donnees,
        contextes_du_solde.contextes_des_creances,
        juger.juger,
        juger.arithmetique,
    ),
}


def declaration_de(creance: Creance) -> Any:
    """What the supplier declares, as the rules of its part read it."""
    return MOTEURS[creance.part].depuis_donnees(creance.contenu)


def contexte_de(creance: Creance, le: datetime | None = None) -> Any:
    """Around one claim, at the instant of its deposit unless another is given."""
    return MOTEURS[creance.part].contextes([creance], le)[creance.pk]


def contextes_de(creances: Sequence[Creance], le: datetime | None = None) -> dict[int, Any]:
    """The same for many, of any part: those of one part are read together."""
    autour: dict[int, Any] = {}
    for part, moteur in MOTEURS.items():
        siennes = [creance for creance in creances if creance.part == part]
        autour |= moteur.contextes(siennes, le) if siennes else {}
    return autour


def juger_la_creance(creance: Creance, contexte: Any = None) -> Jugement:
    return MOTEURS[creance.part].juger(declaration_de(creance), contexte or contexte_de(creance))


def calcul_de(creance: Creance, contexte: Any = None) -> list[str]:
    """The arithmetic of the amount, one sentence each."""
    return MOTEURS[creance.part].arithmetique(declaration_de(creance), contexte or contexte_de(creance))
