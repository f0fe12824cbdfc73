"""Reading the chain again, entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from segur.noyau.journal.models import EntreeJournal, Registre


@dataclass(frozen=True)
class Anomalie:
    dossier: str
    rang: int
    explication: str

    def __str__(self) -> str:
        return f"{self.dossier}, entrée n° {self.rang} : {self.explication}"


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


def _premiere_anomalie(suite: Iterator[EntreeJournal], tete: Registre | None) -> Anomalie | None:
    rang, precedente, cle = 0, "", ""
    for entree in suite:
        cle = entree.dossier
        if entree.rang != rang + 1:
            return Anomalie(cle, rang + 1, "cette entrée a disparu.")
        if entree.precedente != precedente:
            return Anomalie(cle, entree.rang, "l’entrée ne suit pas celle qui la précède.")
        if entree.empreinte != entree.calculer_empreinte():
            return Anomalie(cle, entree.rang, "le contenu a été modifié après son inscription.")
        rang, precedente = entree.rang, entree.empreinte
    if tete is None or (tete.rang, tete.empreinte) != (rang, precedente):
        return Anomalie(cle, rang + 1, "la fin de l’historique a disparu ou le registre a été modifié.")
    return None
