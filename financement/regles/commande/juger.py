"""The engine: the same for the supplier's simulator, the deposit and the agent's desk."""

from collections.abc import Callable

from financement.regles.commande.faits import Bon, Constat, Contexte, Jugement

Regle = Callable[[Bon, Contexte], tuple[Constat, ...]]
REGLES: tuple[Regle, ...] = ()


def juger(bon: Bon, contexte: Contexte) -> Jugement:
    """Every rule is asked, so that everything is told at once."""
    return Jugement(tuple(constat for regle in REGLES for constat in regle(bon, contexte)))
