"""The aggregated report on the satisfaction of clients (ENR-03, PIL-15). Plain values in."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

from financement.regles.textes import ENROLEMENT
from segur.noyau.regles import Historique, Motif, Reference, Version
from segur.noyau.temps import ajouter_mois

FICHIER = Path(__file__).parents[1] / "donnees" / "satisfaction.toml"
SANS_VA, ATTENDU, EN_RETARD, DEPOSE = "sans_va", "attendu", "en_retard", "depose"
ETATS = {
    SANS_VA: "Aucune VA validée",
    ATTENDU: "Bilan attendu",
    EN_RETARD: "Bilan en retard",
    DEPOSE: "Bilan déposé",
}


@lru_cache(maxsize=1)
def _mois() -> Historique[int]:
    lues = tomllib.loads(FICHIER.read_text(encoding="utf-8"))["bilan"]
    return Historique(
        "bilan de satisfaction", *(Version(v["depuis"], v["mois"], Reference(v["texte"], v["article"])) for v in lues)
    )


def echeance(*, derniere_va: date) -> Version[date]:
    """The last day to deposit it, by calendar months; the text of the day of the VA, or the first one."""
    historique = _mois()
    version = historique.au(max(derniere_va, historique.versions[0].depuis))
    return Version(version.depuis, ajouter_mois(derniere_va, version.valeur), version.reference)


def etat(*, derniere_va: date | None, depose_le: date | None, le: date) -> str:
    """A report deposited before the last VA does not cover it."""
    if derniere_va is None:
        return SANS_VA
    if depose_le is not None and depose_le >= derniere_va:
        return DEPOSE
    return EN_RETARD if le > echeance(derniere_va=derniere_va).valeur else ATTENDU


def depot_possible(*, derniere_va: date | None) -> Motif:
    dit = "Une VA au moins est validée."
    if derniere_va is None:
        dit = "Aucune VA n’est encore validée : le bilan n’est pas attendu."
    return Motif("va", derniere_va is not None, dit, ENROLEMENT)
