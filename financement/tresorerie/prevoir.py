"""The forecast by month, from groups that the database makes: one by step, day and whether it is committed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from financement.models.paiement import Part
from financement.regles.ecritures import ZERO
from financement.regles.monnaie import au_centime
from financement.regles.tresorerie import etapes as regles
from financement.regles.tresorerie.etapes import PAYEE, Etape
from financement.regles.tresorerie.faits import PARTS
from financement.regles.tresorerie.prevision import Delais, attendre
from financement.tresorerie.sql import Question


@dataclass
class Mois:
    """`regle`: by the bank. `date`: in a batch. `estime`: from past delays. `a_engager`: not in the ledger yet."""

    premier: date
    regle: Decimal = ZERO
    date: Decimal = ZERO
    estime: Decimal = ZERO
    a_engager: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.regle + self.date + self.estime + self.a_engager


@dataclass
class SansDate:
    """What nothing gives a day to: « dès que … ». `inconnus`: parts whose amount is not known yet."""

    etape: Etape
    part: str
    montant: Decimal = ZERO
    a_engager: Decimal = ZERO
    nombre: int = 0
    inconnus: int = 0

    @property
    def libelle(self) -> str:
        return str(Part(self.part).label)


@dataclass
class Prevision:
    mois: dict[date, Mois] = field(default_factory=dict)
    sans_date: dict[tuple[str, str], SansDate] = field(default_factory=dict)
    sans_suite: Decimal = ZERO
    """Committed, and will not be paid."""

    def du_mois(self, premier: date) -> Mois:
        return self.mois.setdefault(premier, Mois(premier))

    @property
    def chronologie(self) -> list[Mois]:
        return [self.mois[premier] for premier in sorted(self.mois)]

    @property
    def attentes(self) -> list[SansDate]:
        return list(self.sans_date.values())

    @property
    def regle(self) -> Decimal:
        return sum((mois.regle for mois in self.mois.values()), ZERO)

    @property
    def date(self) -> Decimal:
        return sum((mois.date for mois in self.mois.values()), ZERO)

    @property
    def estime(self) -> Decimal:
        return sum((mois.estime for mois in self.mois.values()), ZERO)

    @property
    def a_engager_date(self) -> Decimal:
        return sum((mois.a_engager for mois in self.mois.values()), ZERO)

    @property
    def a_engager_sans_date(self) -> Decimal:
        return sum((attente.a_engager for attente in self.attentes), ZERO)

    @property
    def engage_sans_date(self) -> Decimal:
        """What will not be paid is there too."""
        return sum((attente.montant for attente in self.attentes), self.sans_suite)

    @property
    def a_venir(self) -> Decimal:
        """Committed and not settled, whatever becomes of it."""
        return self.date + self.estime + self.engage_sans_date


def prevoir(
    groupes: Iterable[dict[str, Any]], regle: Mapping[date, Decimal], delais: Mapping[str, Delais], jour: date
) -> Prevision:
    """`groupes`: the answers to the questions below; `regle`: by month, from the ledger."""
    prevision = Prevision()
    for premier, montant in regle.items():
        prevision.du_mois(premier).regle += montant
    for groupe in groupes:
        _ranger(prevision, groupe, delais, jour)
    return prevision


def _ranger(prevision: Prevision, groupe: dict[str, Any], delais: Mapping[str, Delais], jour: date) -> None:
    part, engagee = groupe["part"], groupe["engagee"]
    etape = regles.etape(part, groupe["code"])
    montant = au_centime(groupe["somme"])
    if not etape.attendue:
        prevision.sans_suite += montant if engagee else ZERO
        return
    attente = attendre(etape=etape, base=groupe["base"], jour=jour, delais=delais.get(part, Delais()))
    if attente.mois is None:
        _sans_date(prevision, etape, groupe, montant)
        return
    mois = prevision.du_mois(attente.mois)
    nom = "a_engager" if not engagee else "estime" if attente.estimee else "date"
    setattr(mois, nom, getattr(mois, nom) + montant)


def _sans_date(prevision: Prevision, etape: Etape, groupe: dict[str, Any], montant: Decimal) -> None:
    part = groupe["part"]
    ligne = prevision.sans_date.setdefault((part, etape.code), SansDate(etape, part))
    ligne.nombre += groupe["nombre"]
    ligne.inconnus += groupe["inconnus"]
    if groupe["engagee"]:
        ligne.montant += montant
    else:
        ligne.a_engager += montant


def _question(part: str) -> Question:
    """What is paid is in the ledger already."""
    engagee = f"{part}_engage > 0"
    colonnes = {
        "part": f"'{part}'",
        "code": f"{part}_etape",
        "base": f"{part}_base",
        "engagee": engagee,
        "nombre": "COUNT(*)",
        "somme": f"SUM(CASE WHEN {engagee} THEN {part}_engage ELSE COALESCE({part}_attendu, 0) END)",
        "inconnus": f"SUM(CASE WHEN {part}_attendu IS NULL THEN 1 ELSE 0 END)",
    }
    suite = f"WHERE {part}_etape <> '{PAYEE}' GROUP BY {part}_etape, {part}_base, {engagee}"
    return Question("prevision", colonnes, suite)


QUESTIONS = tuple(map(_question, PARTS))
"""Of each part, by step, day that the delays are counted from, and whether it is committed."""
