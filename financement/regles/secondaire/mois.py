"""Whether one month of a journal is coherent (SEC-03). Every defect is told at once, by the field it is in. Pure."""

from collections.abc import Iterator
from datetime import date

from financement.regles.secondaire.calendrier import en_mois, est_fini, mois_observes
from financement.regles.secondaire.faits import Mois
from financement.regles.secondaire.parametres import Regime
from segur.noyau.regles import Motif, Reference, Verdict, verdict

AU_PLUS = 2_000_000_000
"""Of one value: past it, it is a mistake of unit; and sums stay far below what a database counts."""


def mois_recevable(*, mois: Mois, debut: date | None, jour: date, regime: Regime) -> Verdict:
    """`debut`: start of the service, None as long as no VA is known; `jour`: of reception, in Paris."""
    return verdict([*_periode(mois.mois, debut, jour, regime), *_valeurs(mois, regime.perf.reference)])


def _periode(mois: date, debut: date | None, jour: date, regime: Regime) -> Iterator[Motif]:
    reference = regime.calendrier.reference
    yield Motif("mois", mois.day == 1, "Un mois se dit par son premier jour.", reference)
    fini = f"{en_mois(mois).capitalize()} n’est pas terminé : il se transmet à partir du mois suivant."
    yield Motif("mois", est_fini(mois=mois, jour=jour), fini, reference)
    if debut is None:
        yield Motif(
            "commande", False, "La VA de cette commande n’est pas connue : rien ne s’observe encore.", reference
        )
        return
    observes = list(mois_observes(debut=debut, regime=regime))
    explication = f"Les mois observés vont de {en_mois(observes[0])} à {en_mois(observes[-1])}."
    yield Motif("mois", observes[0] <= mois <= observes[-1], explication, reference)


def _valeurs(mois: Mois, reference: Reference) -> Iterator[Motif]:
    for nom in ("dt", "dm", "t", "tq", "ts"):
        valeur = getattr(mois, nom)
        explication = f"{nom.capitalize()} est un nombre de 0 à {AU_PLUS}."
        yield Motif(nom, 0 <= valeur <= AU_PLUS, explication, reference)
    for partie, tout in (("dm", "dt"), ("tq", "t"), ("ts", "tq")):
        lu, au_plus = getattr(mois, partie), getattr(mois, tout)
        explication = f"{partie.capitalize()} ({lu}) ne dépasse pas {tout.capitalize()} ({au_plus})."
        yield Motif(partie, lu <= au_plus, explication, reference)
