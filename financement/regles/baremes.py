"""Ceilings, rates of VAT and shares of a payment, as dated data. Amounts in euros, rates in per cent. Pure.

One figure is typed per ceiling, the published « TTC (20 %) »; HT and the other rates are derived from the exact HT and
rounded once, half-up (decision 0047).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from financement.regles.commande.faits import Client, Prestation
from financement.regles.lecture import en_vigueur, fichier, historique
from financement.regles.monnaie import au_centime, avec_taxe, en_euros, en_pour_cent, sans_taxe
from segur.noyau.regles import Historique, Reference, Version

NUL, CENT = Decimal(0), Decimal(100)
METROPOLITAINS = frozenset({*(f"{rang:02}" for rang in range(1, 96)), "2A", "2B"})


@lru_cache(maxsize=16)
def _donnee(nom: str) -> Historique[Any]:
    return historique(fichier("baremes.toml")[nom])


@lru_cache(maxsize=16)
def _bareme(dispositif: str) -> Historique[dict[str, dict[str, str]]] | None:
    table = fichier("baremes.toml")["plafonds"].get(dispositif)
    return historique(table) if table else None


def versions_du_bareme(dispositif: str) -> tuple[Version[dict[str, dict[str, str]]], ...]:
    """As published, by prestation then by client or tranche, in « TTC (20 %) »; none when nothing is."""
    bareme = _bareme(dispositif)
    return bareme.versions if bareme else ()


# ---- VAT ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def taux_du_territoire(*, departement: str, jour: date) -> Version[Decimal] | None:
    """The rate of the client's département; None when it is not known, or when nobody says which one applies."""
    version = en_vigueur(_donnee("taux"), jour)
    if version is None:
        return None
    metropole = version.valeur["metropole"] if departement in METROPOLITAINS else None
    taux = version.valeur["departements"].get(departement, metropole)
    return None if taux is None else Version(version.depuis, Decimal(taux), version.reference)


@lru_cache(maxsize=4096)
def taux_publies(jour: date) -> frozenset[Decimal]:
    """Every rate that applies somewhere."""
    version = en_vigueur(_donnee("taux"), jour)
    if version is None:
        return frozenset()
    return frozenset(map(Decimal, (version.valeur["metropole"], *version.valeur["departements"].values())))


def territoire(departement: str) -> str:
    """« La Réunion (974) », « le département 75 »."""
    nom = fichier("baremes.toml")["territoires"].get(departement)
    return f"{nom} ({departement})" if nom else f"le département {departement}"


def taux_retenu(*, taux: Decimal | None, assujetti: bool) -> Decimal:
    """Of the financing: none for a supplier outside VAT, paid HT (TVA-03)."""
    return taux if assujetti and taux is not None else NUL


# ---- ceilings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plafond:
    """The most that a prestation is financed, and how it is found."""

    montant: Decimal
    explication: str
    reference: Reference


@lru_cache(maxsize=4096)
def plafond(
    *,
    dispositif: str,
    prestation: Prestation,
    client: Client,
    tranche: str,
    taux: Decimal | None,
    assujetti: bool,
    jour: date,
    perf: Decimal = Decimal(1),
) -> Plafond | None:
    """At the order's rate, HT for a supplier outside VAT (5.2). None when no text publishes it, or no tranche."""
    version, publie_a = en_vigueur(_bareme(dispositif), jour), en_vigueur(_donnee("taux_publie"), jour)
    cle = client.value if client == Client.MEDECIN else tranche
    if version is None or publie_a is None or cle not in version.valeur.get(prestation.value, {}):
        return None
    ttc, publie = Decimal(version.valeur[prestation.value][cle]), Decimal(publie_a.valeur)
    exact, retenu = sans_taxe(ttc, publie) * Fraction(perf), taux_retenu(taux=taux, assujetti=assujetti)
    explication = _explication(ttc, publie, au_centime(exact), retenu, perf)
    return Plafond(au_centime(avec_taxe(exact, retenu)), explication, version.reference)


def _explication(ttc: Decimal, publie_a: Decimal, ht: Decimal, retenu: Decimal, perf: Decimal) -> str:
    bareme = f"{en_euros(ttc)} TTC à {en_pour_cent(publie_a)}"
    if perf != 1:
        bareme += f" × PERF {format(perf, 'f').replace('.', ',')}"
    if retenu == publie_a:
        return f"barème de {bareme}"
    hors_taxes = f"barème de {bareme}, soit {en_euros(ht)} hors taxes"
    if retenu == NUL:
        return hors_taxes
    return f"{hors_taxes}, puis TVA à {en_pour_cent(retenu)} sur le montant exact, arrondi une seule fois"


def plafond_de_la_base(maximum: Decimal | None, reference: Reference) -> Plafond | None:
    """Of a hospital: the base of eligible hospitals holds it, whatever the rate (HOP-05)."""
    if maximum is None:
        return None
    return Plafond(maximum, "montant maximal de la base des établissements éligibles", reference)


# ---- shares ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Partage:
    """The two payments of a main prestation: the sum is the whole, to the cent."""

    total: Decimal
    avance: Decimal
    solde: Decimal
    explication: str
    reference: Reference


def partager(*, total: Decimal, jour: date) -> Partage:
    """The advance is rounded half-up; the balance is the difference (AV-04, SOL-05, CALC-04)."""
    part = _donnee("part_de_l_avance").au(jour)
    avance = au_centime(total * Decimal(part.valeur) / CENT)
    explication = f"{en_pour_cent(Decimal(part.valeur))} de {en_euros(total)} = {en_euros(avance)}"
    return Partage(total, avance, total - avance, explication, part.reference)


def secondaire_due(*, convenu: Decimal, perf: Decimal, au_plus: Decimal) -> Decimal:
    """The agreed amount at the level reached, rounded once; never above the ceiling at this level (CALC-03)."""
    return min(au_centime(convenu * perf), au_plus)
