"""What the texts ask of an order of a dispositif, in force at its reception: dated data, read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from financement.regles.commande.faits import Client, Contexte
from financement.regles.lecture import en_vigueur, fichier, historique
from segur.noyau.regles import Historique, Reference, Version
from segur.noyau.temps import jour_de_paris

FICHIER = "commandes.toml"


@dataclass(frozen=True, slots=True)
class BornesDeLaDate0:
    """Between which days an unpublished Date 0 lies; None: nothing is known on that side."""

    au_plus_tot: date | None = None
    au_plus_tard: date | None = None


@dataclass(frozen=True, slots=True)
class Parametres:
    """In force on a day. None: no text that was read says it for this dispositif."""

    texte: str
    analogie: str
    """Of which text the rule is, when that of the dispositif was not read."""
    jour: date
    clients: Version[frozenset[Client]]
    secondaire: Version[bool]
    signatures: Version[Mapping[str, str]]
    de_minimis: Version[Decimal]
    annees_de_minimis: Version[int]
    perf_partielle: Version[Decimal] | None
    date_0: Version[BornesDeLaDate0] | None
    delai: Version[int] | None
    neutralisation: Version[date] | None
    retard: Version[int] | None
    profils_structure: Version[Mapping[str, str]] | None
    profils_medecin_traitant: Version[Mapping[str, str]] | None
    patients: Version[int] | None

    def reference(self, section: str) -> Reference:
        """A section of the appel à financement of the dispositif."""
        return _reference(self.texte, section, self.analogie)


@lru_cache(maxsize=256)
def _reference(texte: str, section: str, analogie: str) -> Reference:
    if not analogie:
        return Reference(texte, section)
    hypothese = f"L’appel à financement de ce dispositif n’a pas été lu : règle de l’{analogie}."
    return Reference(texte, f"par analogie avec l’{analogie}, {section}", hypothese=hypothese)


_VALEURS: dict[str, Callable[[Any], object]] = {
    "clients": lambda codes: frozenset(map(Client, codes)),
    "de_minimis": Decimal,
    "perf_partielle": Decimal,
    "date_0": lambda bornes: BornesDeLaDate0(**bornes),
}
_COMMUNS = ("signatures", "de_minimis", "annees_de_minimis")


@lru_cache(maxsize=256)
def _historique(groupe: str, nom: str, sous_groupe: str = "") -> Historique[object] | None:
    table = fichier(FICHIER)[groupe]
    table = table[sous_groupe] if sous_groupe else table
    return historique(table[nom]) if nom in table else None


@lru_cache(maxsize=4096)
def parametres(dispositif: str, jour: date) -> Parametres | None:
    """None when no text rules the orders of the dispositif that day."""
    table = fichier(FICHIER)["dispositifs"].get(dispositif)
    if table is None:
        return None
    noms = [nom for nom in Parametres.__dataclass_fields__ if nom not in ("texte", "analogie", "jour")]
    valeurs = {nom: _au(dispositif, nom, jour) for nom in noms}
    if any(valeurs[nom] is None for nom in ("clients", "secondaire", *_COMMUNS)):
        return None
    return Parametres(table["texte"], table["analogie"], jour, **valeurs)  # type: ignore[arg-type]


def _au(dispositif: str, nom: str, jour: date) -> Version[object] | None:
    lu = _historique("communs", nom) if nom in _COMMUNS else _historique("dispositifs", nom, dispositif)
    version = en_vigueur(lu, jour)
    if version is None or nom not in _VALEURS:
        return version
    return Version(version.depuis, _VALEURS[nom](version.valeur), version.reference)


def du(contexte: Contexte) -> Parametres | None:
    """The instant of reception says which text applies (decision 0047)."""
    return parametres(contexte.dispositif, jour_de_paris(contexte.recu_le))
