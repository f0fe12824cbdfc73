"""When a reminder is due, and in which words. Plain values in, instants and words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten

from segur.noyau.temps import PARIS, instant_de_paris, jours_calendaires


@dataclass(frozen=True)
class Palier:
    """So many calendar days of Paris before a deadline, or so many real hours.

    `escalade`: whoever follows the dossier for the ANS is told too. `urgent`: the message waits for no digest.
    """

    code: str
    jours: int = 0
    heures: int = 0
    escalade: bool = False
    urgent: bool = False


# Our own choices: no text sets them (decision 0041). From the farthest to the nearest.
PALIERS = (
    Palier("J-30", jours=30),
    Palier("J-14", jours=14),
    Palier("J-7", jours=7, escalade=True),
    Palier("J-2", jours=2, escalade=True),
    Palier("J-1", jours=1, escalade=True, urgent=True),
    Palier("H-2", heures=2, escalade=True, urgent=True),
)
PAR_CODE = {palier.code: palier for palier in PALIERS}
NOMS = 12  # what is named in a message; the rest is counted
MOTS = 160  # of a reason, in characters; the page has it whole


def instant_du_palier(*, limite: datetime, palier: Palier) -> datetime:
    """The same hour on the clocks of Paris n days before, whatever the change of hour; n real hours before."""
    if palier.heures:
        return limite - timedelta(hours=palier.heures)
    local = limite.astimezone(PARIS)
    return instant_de_paris(local.date() - timedelta(days=palier.jours), local.time())


def dus(*, limite: datetime, le: datetime, ouverte_le: datetime) -> list[Palier]:
    """The paliers whose hour has come, the nearest to the deadline last; none once it is there.

    Those that came before the candidature was opened never concerned it.
    """
    if le >= limite:
        return []
    return [p for p in PALIERS if ouverte_le <= instant_du_palier(limite=limite, palier=p) <= le]


def encore_utile(*, limite: datetime, palier: Palier, le: datetime) -> bool:
    """The hour of no nearer palier has come, nor the deadline: late, this one alone is still worth sending."""
    suivants = PALIERS[PALIERS.index(palier) + 1 :]
    prochaine = min([limite, *(instant_du_palier(limite=limite, palier=suivant) for suivant in suivants)])
    return le < prochaine


def dans(*, limite: datetime, le: datetime) -> str:
    """« dans 7 jours », « demain », « aujourd’hui »: calendar days of Paris."""
    jours = jours_calendaires(le, limite)
    return {0: "aujourd’hui", 1: "demain"}.get(jours, f"dans {jours} jours")


def enumerer(lignes: Sequence[str]) -> list[str]:
    """The first ones as they are, the rest counted."""
    return [*lignes[:NOMS], *_et(len(lignes) - NOMS)]


def nommer(groupes: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """One line per group, the first names in full and the rest counted; a group without names is only to be filed."""
    lignes, place = [], NOMS
    for titre, noms in groupes:
        cites = list(noms[:place])
        place -= len(cites)
        reste = len(noms) - len(cites)
        suite = [*cites, *_et(reste)] if cites else [f"{reste} preuve{'s' if reste > 1 else ''}"]
        lignes.append(f"{titre} : {', '.join(suite)}" if noms else f"{titre} : complet, à soumettre")
    return lignes


def _et(reste: int) -> list[str]:
    return [f"et {reste} autre{'s' if reste > 1 else ''}"] if reste > 0 else []


def abreger(motif: str) -> str:
    """A reason in one line, cut at a word: the page has it whole."""
    return shorten(motif, MOTS, placeholder=" […]")
