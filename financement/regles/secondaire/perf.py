"""The level reached over every continuous observation, in exact integers (SEC-02, SEC-04). Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from financement.regles.secondaire.calendrier import en_mois, mois_observes
from financement.regles.secondaire.faits import Fenetre, Mois
from financement.regles.secondaire.parametres import Regime, Seuils
from segur.noyau.regles import Motif
from segur.noyau.temps import ajouter_mois

NUL = Decimal(0)


def perf(*, dt: int, dm: int, seuils: Seuils) -> Decimal:
    """PERF of the totals of one observation. A bound is reached at the bound: 60 % of 100 is 60."""
    if dt <= seuils.documents:
        return NUL
    return next((niveau.perf for niveau in seuils.niveaux if dm * 100 >= niveau.pour_cent * dt), NUL)


def fenetres(*, mois: Iterable[Mois], debut: date, regime: Regime) -> list[Fenetre]:
    """Every run of complete months within those observed, the earliest first; a missing month makes none."""
    tenus = {m.mois: m for m in mois}
    observes, largeur = list(mois_observes(debut=debut, regime=regime)), regime.seuils.mois
    suites = (observes[rang : rang + largeur] for rang in range(len(observes) - largeur + 1))
    return [_fenetre([tenus[m] for m in suite], regime.seuils) for suite in suites if all(m in tenus for m in suite)]


def _fenetre(suite: Sequence[Mois], seuils: Seuils) -> Fenetre:
    dt, dm = sum(m.dt for m in suite), sum(m.dm for m in suite)
    return Fenetre(suite[0].mois, dernier_jour(suite[-1].mois), dt, dm, perf(dt=dt, dm=dm, seuils=seuils))


def dernier_jour(mois: date) -> date:
    return ajouter_mois(mois, 1) - timedelta(days=1)


def meilleure(trouvees: Iterable[Fenetre]) -> Fenetre | None:
    """The best level; at the same level, the earliest."""
    return max(trouvees, key=lambda fenetre: (fenetre.perf, -fenetre.debut.toordinal()), default=None)


def niveau_atteint(*, fenetre: Fenetre | None, regime: Regime) -> Motif:
    """A level that pays something, over a continuous observation (SEC-12)."""
    reference = regime.perf.reference
    if fenetre is None:
        explication = f"Aucune période continue de {regime.seuils.mois} mois n’est complète dans le journal."
        return Motif("niveau", False, explication, reference)
    return Motif("niveau", fenetre.perf > 0, expliquer(fenetre=fenetre, regime=regime), reference)


def expliquer(*, fenetre: Fenetre, regime: Regime) -> str:
    """« De mars 2027 à août 2027 : 61 documents sur 100, soit 61,0 % : PERF = 1. »"""
    periode = f"De {en_mois(fenetre.debut)} à {en_mois(fenetre.fin)} : "
    seuils = regime.seuils
    if fenetre.dt <= seuils.documents:
        return f"{periode}{fenetre.dt} documents, pour plus de {seuils.documents} demandés : PERF = 0."
    return (
        f"{periode}{fenetre.dm} documents sur {fenetre.dt}, soit {en_ratio(fenetre)} : PERF = {en_perf(fenetre.perf)}."
    )


def en_perf(niveau: Decimal) -> str:
    """« 0,5 »."""
    return format(niveau.normalize(), "f").replace(".", ",")


def en_ratio(fenetre: Fenetre) -> str:
    """Cut, never rounded up: what reads 60,0 % has reached 60 %."""
    if not fenetre.dt:
        return "—"
    dixiemes = fenetre.dm * 1000 // fenetre.dt
    return f"{dixiemes // 10},{dixiemes % 10} %"
