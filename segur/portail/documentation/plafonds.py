"""The ceilings of the prestations, as the rules derive them from the published figures."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from financement.regles.baremes import plafond, versions_du_bareme
from financement.regles.commande.faits import Client, Prestation
from financement.regles.commande.lignes import NOMS
from financement.regles.monnaie import en_euros
from segur.portail.documentation.fichiers import tableau

ENTETE = """## Ceilings

What a prestation is financed at most. One figure is typed for each line, the published « TTC (20 %) »; the others
follow from it ([decision 0047](decisions/0047-rules-of-orders.md)). The secondary prestation is multiplied by PERF.
"""
COLONNES: dict[str, dict[str, Any]] = {
    "TTC (20 %)": {"taux": Decimal(20), "assujetti": True},
    "TTC (8,5 %)": {"taux": Decimal("8.5"), "assujetti": True},
    "HT": {"taux": None, "assujetti": False},
}


def plafonds(dispositif: str = "MDV-LGC-Va2") -> Iterator[str]:
    yield from (ENTETE, f"### {dispositif}", "")
    for version in versions_du_bareme(dispositif):
        yield from (f"- Since {version.depuis:%d/%m/%Y}: {version.reference}.", "")
        for prestation, montants in version.valeur.items():
            entetes = (NOMS[Prestation(prestation)], *COLONNES)
            lignes = [(cle, *_montants(dispositif, prestation, cle, version.depuis)) for cle in montants]
            yield from (*tableau(entetes, lignes), "")


def _montants(dispositif: str, prestation: str, cle: str, jour: date) -> Iterator[str]:
    medecin = cle == Client.MEDECIN.value
    for colonne in COLONNES.values():
        trouve = plafond(
            dispositif=dispositif,
            prestation=Prestation(prestation),
            client=Client.MEDECIN if medecin else Client.STRUCTURE,
            tranche="" if medecin else cle,
            jour=jour,
            **colonne,
        )
        yield en_euros(trouve.montant) if trouve else "—"
