"""What kind of day a date falls on, for information: the delays of the texts count calendar days. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import HolidayBase
from holidays.countries import France

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SAMEDI = 5
LOCAUX = {
    "6AE": "Alsace",
    "57": "Moselle",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}
"""Where a day may be a public holiday that is none elsewhere."""
ZONES = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class Jour:
    """`ferie`: name of the public holiday in the whole country; `localement`: the same, in some places only.

    `vacances`: the school holidays of that day, with the zones that have them.
    """

    date: date
    ferie: str
    localement: str
    vacances: str

    @property
    def nom(self) -> str:
        return JOURS[self.date.weekday()]

    @property
    def est_ouvre(self) -> bool:
        """Neither a week-end nor a public holiday of the whole country."""
        return self.date.weekday() < SAMEDI and not self.ferie

    def __str__(self) -> str:
        """« mercredi », « lundi, jour férié (Lundi de Pâques) »…"""
        ferie = f"jour férié ({self.ferie})" if self.ferie else ""
        return ", ".join(mot for mot in (self.nom, ferie, self.localement, self.vacances) if mot)


@lru_cache(maxsize=4096)
def jour(le: date) -> Jour:
    """The day, as the public and school calendars of France know it."""
    ferie = _feries(le.year, None).get(le, "")
    return Jour(le, ferie, "" if ferie else _localement(le), _vacances(le))


def _localement(le: date) -> str:
    lieux: dict[str, list[str]] = {}
    for code, lieu in LOCAUX.items():
        if nom := _feries(le.year, code).get(le):
            lieux.setdefault(nom, []).append(lieu)
    return ", ".join(f"férié en {' et '.join(noms)} ({nom})" for nom, noms in lieux.items())


def _vacances(le: date) -> str:
    zones: dict[str, list[str]] = {}
    for zone in ZONES:
        if nom := _scolaires(le.year, zone).get(le):
            zones.setdefault(nom[0].lower() + nom[1:], []).append(zone)
    return ", ".join(f"{nom} ({_en_zones(lettres)})" for nom, lettres in zones.items())


def _en_zones(lettres: list[str]) -> str:
    if len(lettres) == len(ZONES):
        return "toutes zones"
    return f"zone{'s' if len(lettres) > 1 else ''} {' et '.join(lettres)}"


@lru_cache(maxsize=256)
def _feries(annee: int, lieu: str | None) -> dict[date, str]:
    return _noms(France(years=annee, subdiv=lieu, language="fr", expand=False))


@lru_cache(maxsize=64)
def _scolaires(annee: int, zone: str) -> dict[date, str]:
    return _noms(France(years=annee, subdiv=f"Zone {zone}", categories="school", language="fr", expand=False))


def _noms(jours: HolidayBase) -> dict[date, str]:
    return {jour: nom.replace("'", "’") for jour, nom in jours.items()}
