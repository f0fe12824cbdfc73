"""The Date that rules a candidature at an instant. Every rule, page, queue and reminder asks it here."""

from datetime import datetime

from candidatures.models import Candidature
from segur.noyau.regles import HorsPeriode, Version


def limite(candidature: Candidature, numero: int, *, au: datetime) -> Version[datetime | None]:
    """Date `numero` (0 to 6) as it binds this candidature at the aware instant `au`. HorsPeriode before any text.

    A value of None is a date that no text has published: it blocks nobody.
    """
    return candidature.dispositif.echeance(numero, au=au)


def limite_connue(candidature: Candidature, numero: int, *, au: datetime) -> Version[datetime | None] | None:
    """The same; None before any text."""
    try:
        return limite(candidature, numero, au=au)
    except HorsPeriode:
        return None
