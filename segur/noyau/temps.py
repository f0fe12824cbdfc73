"""Instants, Paris deadlines and calendar arithmetic. Pure: no clock is read here."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def instant_de_paris(jour: date, heure: time) -> datetime:
    """The instant, in UTC, of a wall-clock time in Paris. Deadlines are announced so (AF section 2)."""
    return datetime.combine(jour, heure, tzinfo=PARIS).astimezone(UTC)


def jour_de_paris(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()


def a_temps(*, recu_le: datetime, limite: datetime) -> bool:
    """On time at the very instant of the deadline, late after it (surete.md D1: 12h00 means 12:00:00 included)."""
    return recu_le <= limite


def en_clair(instant: datetime) -> str:
    """« 22/07/2026 à 12:00 (heure de Paris) »; seconds appear when they are not zero.

    What reads « 12:00 » is 12:00 exactly: within the first second, thousandths tell it from a deadline just passed.
    """
    local = instant.astimezone(PARIS)
    heure = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    if local.microsecond and not local.second:
        heure += f":00,{max(1, local.microsecond // 1000):03}"
    return f"{local:%d/%m/%Y} à {heure} (heure de Paris)"


def jours_calendaires(debut: datetime, fin: datetime) -> int:
    """Difference of the local dates, never of the timestamps."""
    return (jour_de_paris(fin) - jour_de_paris(debut)).days


def ajouter_mois(jour: date, mois: int) -> date:
    """Same day n months later, or the last day of a shorter month."""
    rang = jour.month - 1 + mois
    annee, mois_cible = jour.year + rang // 12, rang % 12 + 1
    return date(annee, mois_cible, min(jour.day, monthrange(annee, mois_cible)[1]))


def premier_du_mois_suivant(jour: date) -> date:
    return ajouter_mois(jour.replace(day=1), 1)


def lendemain(jour: date) -> date:
    return jour + timedelta(days=1)
