"""What is due: what was agreed, at most the ceiling, at the level of the journal, rounded once (5.1, 5.4; CALC-03)."""

from dataclasses import dataclass
from decimal import Decimal

from financement.regles import baremes
from financement.regles.baremes import Plafond
from financement.regles.commande.faits import Prestation
from financement.regles.commande.plafonds import montant_au_taux
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire
from financement.regles.demande_secondaire.niveau import fenetre_de
from financement.regles.secondaire.parametres import Regime
from segur.noyau.temps import jour_de_paris

UN = Decimal(1)


@dataclass(frozen=True, slots=True)
class Du:
    """`verse`: what is paid, with tax for a supplier subject to VAT; `ht`: the same invoice without tax."""

    perf: Decimal
    convenu: Decimal
    verse: Decimal
    ht: Decimal
    plafond: Plafond
    """At this level."""
    taxe: bool


def du(contexte: ContexteDeLaSecondaire, regime: Regime) -> Du | None:
    """None without a conform journal, a secondary line, a rate, or a ceiling that a text publishes."""
    ligne, journal, assujetti = contexte.bon.secondaire, contexte.journal, contexte.assujetti is not False
    if ligne is None or journal is None or journal.non_conforme or (contexte.bon.taux_tva is None and assujetti):
        return None
    niveau = fenetre_de(journal, regime).perf
    retenu = baremes.taux_retenu(taux=contexte.bon.taux_tva, assujetti=assujetti)
    convenu = montant_au_taux(ligne, retenu)
    verse = _au_niveau(contexte, convenu, niveau, assujetti=assujetti)
    hors_taxe = _au_niveau(contexte, ligne.montant_ht, niveau, assujetti=False)
    if verse is None or hors_taxe is None:
        return None
    return Du(niveau, convenu, verse[0], hors_taxe[0], verse[1], taxe=bool(retenu))


def _au_niveau(
    contexte: ContexteDeLaSecondaire, convenu: Decimal, niveau: Decimal, *, assujetti: bool
) -> tuple[Decimal, Plafond] | None:
    entier, au_plus = (_plafond(contexte, perf, assujetti=assujetti) for perf in (UN, niveau))
    if entier is None or au_plus is None:
        return None
    retenu = min(convenu, entier.montant)
    return baremes.secondaire_due(convenu=retenu, perf=niveau, au_plus=au_plus.montant), au_plus


def _plafond(contexte: ContexteDeLaSecondaire, perf: Decimal, *, assujetti: bool) -> Plafond | None:
    return baremes.plafond(
        dispositif=contexte.dispositif,
        prestation=Prestation.SECONDAIRE,
        client=contexte.bon.client,
        tranche=contexte.tranche,
        taux=contexte.bon.taux_tva,
        assujetti=assujetti,
        jour=jour_de_paris(contexte.recu_le),
        perf=perf,
    )
