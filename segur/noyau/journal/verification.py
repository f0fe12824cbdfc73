"""Reading the chain again, entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from segur.noyau.journal.models import EntreeJournal, Registre

AU_PLUS = 5000
"""Entries that a page verifies each time it is shown; `manage.py verifier_journal` reads them all."""


@dataclass(frozen=True)
class Anomalie:
    dossier: str
    rang: int
    explication: str

    def __str__(self) -> str:
        return f"{self.dossier}, entrée n° {self.rang} : {self.explication}"


@dataclass(frozen=True)
class Controle:
    """What reading a chain again found: how many entries it has, how many were verified, the first that is altered."""

    nombre: int
    verifiees: int
    anomalie: Anomalie | None = None


def controler(dossier: str, au_plus: int = AU_PLUS) -> Controle:
    """Reads the last entries of one chain again, in two queries. The hash of the entry before them is taken as it is.

    Nothing is remembered from one reading to the next: what was altered since would not be seen.
    """
    tete = Registre.objects.filter(dossier=dossier).first()
    nombre = tete.rang if tete else 0
    depart = max(0, nombre - au_plus)
    suite = list(
        EntreeJournal.objects.filter(dossier=dossier, rang__gte=depart).select_related("type_objet").order_by("rang")
    )
    confiance = suite.pop(0).empreinte if depart and suite and suite[0].rang == depart else ""
    anomalie = _premiere_anomalie(iter(suite), tete, depart, confiance)
    return Controle(nombre, len(suite), replace(anomalie, dossier=dossier) if anomalie else None)


def anomalies(dossier: str | None = None) -> Iterator[Anomalie]:
    """The first anomaly of each dossier whose chain does not hold. Empty when the journal is whole."""
    entrees = EntreeJournal.objects.select_related("type_objet").order_by("dossier", "rang")
    registres = Registre.objects.all()
    if dossier is not None:
        entrees, registres = entrees.filter(dossier=dossier), registres.filter(dossier=dossier)
    tetes = {registre.dossier: registre for registre in registres}
    for cle, suite in groupby(entrees.iterator(), key=lambda entree: entree.dossier):
        anomalie = _premiere_anomalie(suite, tetes.pop(cle, None))
        if anomalie:
            yield anomalie
    for cle, tete in tetes.items():
        if tete.rang:
            yield Anomalie(cle, 1, f"les {tete.rang} entrées du dossier ont disparu.")


def _premiere_anomalie(
    suite: Iterator[EntreeJournal], tete: Registre | None, rang: int = 0, precedente: str = ""
) -> Anomalie | None:
    cle = ""
    for entree in suite:
        cle = entree.dossier
        if entree.rang != rang + 1:
            return Anomalie(cle, rang + 1, "cette entrée a disparu.")
        if entree.precedente != precedente:
            return Anomalie(cle, entree.rang, "l’entrée ne suit pas celle qui la précède.")
        if entree.empreinte != entree.calculer_empreinte():
            return Anomalie(cle, entree.rang, "le contenu a été modifié après son inscription.")
        rang, precedente = entree.rang, entree.empreinte
    if (tete.rang if tete else 0, tete.empreinte if tete else "") != (rang, precedente):
        return Anomalie(cle, rang + 1, "la fin de l’historique a disparu ou le registre a été modifié.")
    return None
