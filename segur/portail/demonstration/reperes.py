"""Instants worth visiting in a demonstration, computed from the calendars: where the shifted clock may be set."""

from datetime import datetime, timedelta

from segur.noyau.dispositifs.models import VersionEcheance

LGC, DUI = "MDV-LGC-Va2", "MS-DUI-Va2"
AVANCE = timedelta(days=9)
MINUTE = timedelta(minutes=1)
SIX_MOIS_FINIS = timedelta(days=58)
"""After the start: the clients whose VA is the oldest have six months behind them."""


def depart() -> datetime:
    """Where a demonstration starts: a few days before the first LGC deadline, so that a candidature can begin."""
    return _echeance(LGC, 1) - AVANCE


def reperes() -> list[tuple[str, datetime]]:
    return [
        ("LGC, quelques jours avant la Date 1 : une candidature peut commencer", depart()),
        ("LGC, une minute avant la Date 1", _echeance(LGC, 1) - MINUTE),
        ("LGC, six mois de journal sont finis : les deux derniers restent à transmettre", depart() + SIX_MOIS_FINIS),
        ("LGC, une minute avant la Date 2 en vigueur", _echeance(LGC, 2) - MINUTE),
        ("DUI, quelques jours avant la Date 1", _echeance(DUI, 1) - AVANCE),
        ("DUI, une minute avant la Date 2", _echeance(DUI, 2) - MINUTE),
    ]


def _echeance(code: str, numero: int) -> datetime:
    versions = VersionEcheance.objects.filter(dispositif__code=code, numero=numero, instant__isnull=False)
    return versions.order_by("depuis").values_list("instant", flat=True).reverse()[0]  # type: ignore[return-value]
