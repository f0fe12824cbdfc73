"""Amounts: computed exactly, rounded once, half-up to the cent (decision 0047), and told in French. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from financement.regles.commande.faits import CENTIME


def au_centime(exact: Fraction | Decimal) -> Decimal:
    """Half-up to the cent, away from zero: a recovery rounds as the payment that it undoes."""
    if isinstance(exact, Decimal):
        return exact.quantize(CENTIME, ROUND_HALF_UP)
    centimes, reste = divmod(abs(exact.numerator) * 100, exact.denominator)
    arrondi = Decimal(centimes + (2 * reste >= exact.denominator)).scaleb(-2)
    return arrondi if exact >= 0 else -arrondi


def avec_taxe(ht: Decimal | Fraction, taux: Decimal) -> Fraction:
    """Exact; `taux` in per cent."""
    return Fraction(ht) * (1 + Fraction(taux) / 100)


@lru_cache(maxsize=4096)
def ttc(ht: Decimal, taux: Decimal) -> Decimal:
    """To the cent."""
    return au_centime(avec_taxe(ht, taux))


def sans_taxe(ttc: Decimal, taux: Decimal) -> Fraction:
    return Fraction(ttc) / (1 + Fraction(taux) / 100)


@lru_cache(maxsize=4096)
def en_euros(montant: Decimal) -> str:
    """« 1 264,20 € »."""
    return f"{montant:,.2f} €".replace(",", "\u202f").replace(".", ",")


def en_pour_cent(taux: Decimal) -> str:
    """« 8,5 % », « 20 % »."""
    ecrit = format(taux, "f")
    if "." in ecrit:
        ecrit = ecrit.rstrip("0").rstrip(".")
    return f"{ecrit} %".replace(".", ",")
