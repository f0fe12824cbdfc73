"""The chart of the payments by month, drawn in SVG by the server. The table that follows it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from financement.regles.monnaie import en_euros
from financement.regles.secondaire.calendrier import en_mois
from financement.tresorerie.prevoir import Mois, Prevision

HAUTEUR, BAS, HAUT, GAUCHE, PAS, LARGEUR_D_UNE_BARRE = 240, 200, 20, 96, 44, 30
MOIS_MONTRES = 18
"""The last ones: the table has them all."""
SERIES = (("regle", "réglé"), ("date", "daté par un lot"), ("estime", "estimé"), ("a_engager", "non engagé, estimé"))


@dataclass(frozen=True, slots=True)
class Bloc:
    """A part of the bar of a month. `serie`: the name of its colour."""

    y: int
    hauteur: int
    serie: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Barre:
    x: int
    etiquette: str
    libelle: str
    blocs: Sequence[Bloc]


@dataclass(frozen=True, slots=True)
class Graphique:
    largeur: int
    barres: Sequence[Barre]
    graduations: Sequence[tuple[int, str]]
    hauteur: int = HAUTEUR
    bas: int = BAS
    gauche: int = GAUCHE
    pas: int = LARGEUR_D_UNE_BARRE


def dessiner(prevision: Prevision) -> Graphique | None:
    """None without any month."""
    mois = prevision.chronologie[-MOIS_MONTRES:]
    sommet = max((_hauteur(m) for m in mois), default=Decimal(0))
    if sommet <= 0:
        return None
    barres = [_barre(rang, m, sommet) for rang, m in enumerate(mois)]
    graduations = [(_y(sommet * part / 2, sommet), en_euros(sommet * part / 2)) for part in range(3)]
    return Graphique(GAUCHE + 12 + PAS * len(mois), barres, graduations)


def _hauteur(mois: Mois) -> Decimal:
    """What came back makes no bar."""
    return sum((max(getattr(mois, serie), Decimal(0)) for serie, _ in SERIES), Decimal(0))


def _barre(rang: int, mois: Mois, sommet: Decimal) -> Barre:
    blocs, cumul = [], Decimal(0)
    for serie, libelle in SERIES:
        montant = getattr(mois, serie)
        if montant > 0:
            haut = _y(cumul + montant, sommet)
            blocs.append(Bloc(haut, _y(cumul, sommet) - haut, serie, f"{en_euros(montant)}, {libelle}"))
            cumul += montant
    dit = f"{en_mois(mois.premier)} : {' ; '.join(bloc.libelle for bloc in blocs) or 'rien'}"
    return Barre(GAUCHE + 12 + rang * PAS, f"{mois.premier:%m/%y}", dit, blocs)


def _y(montant: Decimal, sommet: Decimal) -> int:
    return BAS - int(montant * (BAS - HAUT) / sommet)
