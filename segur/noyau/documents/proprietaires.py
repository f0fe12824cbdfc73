"""Who owns the documents. Upper storeys say it here when they start; this room knows none of them by name."""

from collections.abc import Callable

from django.db.models import Q

from segur.noyau.comptes.models import Acteur

Condition = Callable[[Acteur], Q]
_CONDITIONS: list[Condition] = []


def declarer(condition: Condition) -> None:
    """`condition(acteur)` selects, among documents, those owned by an object that the actor may see."""
    if condition not in _CONDITIONS:
        _CONDITIONS.append(condition)


def visibles_par(acteur: Acteur) -> Q:
    resultat = Q(pk__in=[])
    for condition in _CONDITIONS:
        resultat |= condition(acteur)
    return resultat
