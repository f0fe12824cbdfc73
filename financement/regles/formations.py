"""The contents that the training must cover, read from dated data (AF-MDV-LGC-Va2, annexe IX). Pure."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from segur.noyau.regles import Historique, HorsPeriode, Reference, Version

FICHIER = Path(__file__).parents[1] / "donnees" / "formations.toml"
TOUS, STRUCTURES, STRUCTURES_OU_MT = "tous", "structures", "structures_ou_medecins_traitants"
LIBELLES = {
    TOUS: "pour tous les clients",
    STRUCTURES: "pour les structures d’exercice coordonné",
    STRUCTURES_OU_MT: "pour les structures d’exercice coordonné et les médecins traitants",
}
PROFIL_STRUCTURES, PROFIL_MT = "structures-exercice-coordonne", "medecin-traitant-suivi-enfant"
STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Contenu:
    """One line of the annex. `pour`: which clients it concerns."""

    code: str
    theme: str
    libelle: str
    pour: str = TOUS

    @property
    def condition(self) -> str:
        return LIBELLES[self.pour]


Liste = Version[tuple[Contenu, ...]]


@lru_cache(maxsize=1)
def _historiques() -> dict[str, Historique[tuple[Contenu, ...]]]:
    lues: dict[str, list[Liste]] = {}
    for table in tomllib.loads(FICHIER.read_text(encoding="utf-8"))["versions"]:
        lues.setdefault(table["dispositif"], []).append(_version(table))
    return {code: Historique(f"Contenus de formation, {code}", *versions) for code, versions in lues.items()}


def _version(table: dict[str, Any]) -> Liste:
    reference = Reference(table["texte"], table["article"], hypothese=table.get("hypothese", ""))
    return Version(table["depuis"], tuple(Contenu(**contenu) for contenu in table["contenus"]), reference)


def liste_au(dispositif: str, jour: date) -> Liste | None:
    """The list in force that day; None when no text publishes one for this dispositif."""
    historique = _historiques().get(dispositif)
    try:
        return historique.au(jour) if historique else None
    except HorsPeriode:
        return None


def est_du(contenu: Contenu, *, profils: Collection[str], clients: Collection[str]) -> bool:
    """Whether it must be there, from the profiles of the solution and the kinds of the pilots' clients."""
    structures = PROFIL_STRUCTURES in profils or STRUCTURE in clients
    if contenu.pour == STRUCTURES:
        return structures
    return contenu.pour == TOUS or structures or PROFIL_MT in profils


def contenus_dus(
    *, dispositif: str, jour: date, profils: Collection[str], clients: Collection[str]
) -> tuple[Contenu, ...]:
    """In the order of the annex; nothing when no list is published."""
    liste = liste_au(dispositif, jour)
    return tuple(c for c in liste.valeur if est_du(c, profils=profils, clients=clients)) if liste else ()
