"""Replaying the calendar of a day: a later text never changes what that day said."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Refus
from tests.monde import LGC, Monde

pytestmark = pytest.mark.django_db
DEBUT = date(2025, 9, 1)
DUREE = 40
JOURS = [DEBUT + timedelta(days=rang) for rang in range(DUREE)]


def midi(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)


TEXTES = st.lists(
    st.tuples(
        st.integers(0, 15),  # day of publication
        st.integers(-6, 12),  # days from there to the effect
        st.sampled_from([2, 3, 6]),
        st.one_of(st.none(), st.integers(0, 40)),  # the new instant, or a date no longer published
    ),
    min_size=1,
    max_size=4,
)


def calendrier(jour: date) -> dict[int, datetime | None]:
    lgc = Dispositif.objects.avec_calendrier().get(code=LGC)
    return {numero: lgc.echeance(numero, au=midi(jour)).valeur for numero in range(7)}


@pytest.mark.exigence("CAL-02")
@settings(max_examples=15, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(textes=TEXTES)
def test_le_calendrier_rejoue_est_celui_du_jour(monde: Monde, textes: list[tuple[int, int, int, int | None]]) -> None:
    """Day by day, what the portal says of the day is kept; at the end, each day is replayed.

    A text published after its effect changes what is said of the days in between, and of no other.
    """
    with transaction.atomic():
        dits: dict[date, dict[int, datetime | None]] = {}
        retroactifs: set[tuple[date, int]] = set()
        lgc = Dispositif.objects.get(code=LGC)
        for rang, jour in enumerate(JOURS):
            for publie, delai, numero, valeur in textes:
                if publie != rang:
                    continue
                effet = jour + timedelta(days=delai)
                instant = None if valeur is None else midi(date(2027, 1, 1) + timedelta(days=valeur))
                try:
                    monde.publier(monde.amender(lgc, {numero: instant}, effet=effet, le=midi(jour)), midi(jour))
                except Refus:
                    continue  # the day is taken, or the value is already in force
                retroactifs |= {(effet + timedelta(days=n), numero) for n in range(max(0, -delai))}
            dits[jour] = calendrier(jour)

        for jour in JOURS:
            rejoue = calendrier(jour)
            differents = {numero for numero in range(7) if rejoue[numero] != dits[jour][numero]}
            assert differents <= {numero for le, numero in retroactifs if le == jour}
        transaction.set_rollback(True)
