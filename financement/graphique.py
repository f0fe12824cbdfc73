"""The chart of a journal, drawn in SVG by the server: no script, no style. Its table twin says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from financement.models import MoisDeMonitoring
from financement.regles.secondaire.calendrier import en_mois
from financement.suivi_secondaire import Suivi

LARGEUR, HAUTEUR, MARGE, BAS, PAS = 680, 240, 44, 200, 34
CENT = 100


@dataclass(frozen=True, slots=True)
class Barre:
    x: int
    y: int
    hauteur: int
    libelle: str
    dans_la_periode: bool


@dataclass(frozen=True, slots=True)
class Seuil:
    y: int
    libelle: str


@dataclass(frozen=True, slots=True)
class Graphique:
    """`barres`: one for each month known, Dm on Dt in per cent."""

    largeur: int
    hauteur: int
    barres: Sequence[Barre]
    seuils: Sequence[Seuil]
    mois: Sequence[tuple[int, str]]
    bas: int = BAS
    gauche: int = MARGE
    droite: int = LARGEUR - 8
    pas: int = PAS - 8


def dessiner(suivi: Suivi) -> Graphique:
    barres = [_barre(suivi, mois) for mois in suivi.mois if mois.dt]
    seuils = [Seuil(_y(n.pour_cent), f"{n.pour_cent} %") for n in suivi.regime.seuils.niveaux]
    observes = range(suivi.regime.mois.observation)
    etiquettes = [(_x(rang) + 4, _numero(suivi, rang)) for rang in observes]
    return Graphique(LARGEUR, HAUTEUR, barres, [*seuils, Seuil(_y(0), "0 %"), Seuil(_y(CENT), "100 %")], etiquettes)


def _numero(suivi: Suivi, rang: int) -> str:
    mois = (suivi.debut.month - 1 + rang) % 12 + 1
    return f"{mois:02}"


def _barre(suivi: Suivi, mois: MoisDeMonitoring) -> Barre:
    rang = (mois.mois.year - suivi.debut.year) * 12 + mois.mois.month - suivi.debut.month
    part = mois.dm * CENT // mois.dt
    meilleure = suivi.meilleure
    dedans = meilleure is not None and meilleure.debut <= mois.mois <= meilleure.fin
    return Barre(_x(rang), _y(part), BAS - _y(part), f"{en_mois(mois.mois)} : {part} %", dedans)


def _x(rang: int) -> int:
    return MARGE + 8 + rang * PAS


def _y(pour_cent: int) -> int:
    return BAS - pour_cent * (BAS - 20) // CENT
