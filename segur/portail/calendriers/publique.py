"""The calendar as everybody reads it: on one day, between two days, over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.dispositifs.seuils import Valeur, trouver
from segur.noyau.jours import Jour
from segur.noyau.regles import Historique, HorsPeriode, Version
from segur.portail.calendriers.changements import dire_l_ecart, dire_la_date, jour_de
from segur.portail.calendriers.regles import ecart


@dataclass(frozen=True)
class Case:
    """One Date or threshold on one day. `suivante`: the next version, where a text published one."""

    cle: str
    libelle: str
    version: Version[Any] | None
    suivante: Version[Any] | None
    precedente: Version[Any] | None
    dite: str
    suivante_dite: str
    precedente_dite: str

    @property
    def jour(self) -> Jour | None:
        return jour_de(self.version.valeur) if self.version else None


def calendrier(dispositif: Dispositif, le: date) -> list[Case]:
    """The seven Dates, then the thresholds that some text sets. No query when calendar and thresholds were read."""
    dates = [_case(f"date-{n}", f"Date {n}", _historique(dispositif, n), dire_la_date, le) for n in range(7)]
    return dates + _seuils(dispositif, le)


def _seuils(dispositif: Dispositif, le: date) -> list[Case]:
    cases = []
    for code in dispositif.seuils_suivis():
        seuil = trouver(code)
        cases.append(_case(code, seuil.libelle, dispositif.historique_du_seuil(code), seuil.dire, le))
    return cases


def _historique(dispositif: Dispositif, numero: int) -> Historique[Any] | None:
    try:
        return dispositif.historique(numero)
    except HorsPeriode:
        return None


def _case(cle: str, libelle: str, historique: Historique[Any] | None, dire: Any, le: date) -> Case:
    versions = historique.versions if historique else ()
    passees = [version for version in versions if version.depuis <= le]
    a_venir = [version for version in versions if version.depuis > le]
    version = passees[-1] if passees else None
    suivante, precedente = (a_venir[0] if a_venir else None), (passees[-2] if len(passees) > 1 else None)
    dites = [dire(v.valeur) if v else "" for v in (version, suivante, precedente)]
    return Case(cle, libelle, version, suivante, precedente, *dites)


@dataclass(frozen=True)
class Difference:
    """What one day says and the other does not."""

    avant: Case
    apres: Case

    @property
    def ecart_dit(self) -> str:
        valeurs = [case.version.valeur if case.version else None for case in (self.avant, self.apres)]
        if not all(jour_de(valeur) for valeur in valeurs):
            return ""
        return dire_l_ecart(ecart(avant=valeurs[0], apres=valeurs[1]))


def comparer(dispositif: Dispositif, du: date, au: date) -> list[Difference]:
    """Only what changed between the two days."""
    paires = zip(calendrier(dispositif, du), calendrier(dispositif, au), strict=True)
    return [Difference(avant, apres) for avant, apres in paires if _valeur(avant) != _valeur(apres)]


def _valeur(case: Case) -> tuple[bool, Valeur]:
    return (case.version is not None, case.version.valeur if case.version else None)


@dataclass(frozen=True)
class Histoire:
    """Every version of one value, newest first, as people read it."""

    libelle: str
    versions: list[tuple[Version[Any], str, Jour | None]]


def histoires(dispositif: Dispositif) -> Iterable[Histoire]:
    for numero in range(7):
        yield _histoire(f"Date {numero}", _historique(dispositif, numero), dire_la_date)
    for code in dispositif.seuils_suivis():
        seuil = trouver(code)
        yield _histoire(seuil.libelle, dispositif.historique_du_seuil(code), seuil.dire)


def _histoire(libelle: str, historique: Historique[Any] | None, dire: Any) -> Histoire:
    versions = reversed(historique.versions if historique else ())
    return Histoire(libelle, [(version, dire(version.valeur), jour_de(version.valeur)) for version in versions])
