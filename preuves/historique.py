"""What was deposited and decided for a proof, round after round (E3-16, E3-29, MSG-05, MSG-06)."""

from dataclasses import dataclass

from django.db.models import Prefetch

from preuves.models import Depot, Jugement, Preuve


@dataclass(frozen=True)
class Tour:
    """One decision of the ANS and the deposits it bears on; without decision, what has been deposited since."""

    rang: int
    jugement: Jugement | None
    depots: list[Depot]


def tours_de(preuve: Preuve) -> list[Tour]:
    """Oldest first. A deposit that was archived before anybody judged it is in the round of its time."""
    depots = Prefetch("depots", Depot.objects.select_related("document__fichier"))
    jugements = list(preuve.jugements.select_related("juge_par").prefetch_related(depots))
    tours = [Tour(rang, jugement, list(jugement.depots.all())) for rang, jugement in enumerate(jugements, start=1)]
    juges = {depot.pk for tour in tours for depot in tour.depots}
    depuis = [d for d in preuve.depots.select_related("document__fichier", "depose_par") if d.pk not in juges]
    return [*tours, Tour(len(tours) + 1, None, depuis)] if depuis else tours
