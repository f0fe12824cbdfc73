"""Named data of this room: criteria of the texts, dated; limits that the portal sets itself."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from segur.noyau.annuaires.regles import Criteres
from segur.noyau.regles import Historique, Reference, Version

DOSSIER = Path(__file__).parent / "donnees"


def _lire(nom: str) -> dict[str, Any]:
    return tomllib.loads((DOSSIER / nom).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _eligibilite() -> dict[str, Any]:
    return _lire("eligibilite.toml")


@lru_cache(maxsize=8)
def historique(nom: str) -> Historique[Any]:
    table = _eligibilite()[nom]
    return Historique(table["libelle"], *(_version(**version) for version in table["versions"]))


def _version(*, depuis: date, valeur: Any, **reference: str) -> Version[Any]:
    return Version(depuis, valeur, Reference(**reference))


def criteres(jour: date) -> Criteres:
    """Raises HorsPeriode before the first text."""
    return Criteres(**{nom: historique(nom).au(jour) for nom in Criteres.__dataclass_fields__})


def bases_de(dispositif: str) -> dict[str, str]:
    """By kind of number, the base that answers for the dispositif; empty when no rule is published."""
    trouvees: dict[str, str] = _eligibilite()["dispositifs"].get(dispositif, {})
    return trouvees


def dispositifs() -> tuple[str, ...]:
    return tuple(_eligibilite()["dispositifs"])


def que_faire(base: str) -> str:
    return str(_eligibilite()["que_faire"][base])


@dataclass(frozen=True, slots=True)
class LimitesDImport:
    retraits_au_plus_pour_cent: int
    cles_avant_controle: int
    anomalies_detaillees: int
    anomalies_au_rapport: int
    ligne_octets_au_plus: int
    fichier_octets_au_plus: int
    lot_de_lignes: int
    silence_minutes: int
    echantillon: int


@dataclass(frozen=True, slots=True)
class LimitesDeConsultation:
    par_heure: int
    par_jour: int
    sans_reponse_par_heure: int
    resultats_au_plus: int


_LIMITES = _lire("limites.toml")
IMPORT = LimitesDImport(**_LIMITES["import"])
CONSULTATION = {qui: LimitesDeConsultation(**table) for qui, table in _LIMITES["consultation"].items()}
LETTRES_AU_MOINS: int = _LIMITES["recherche"]["lettres_au_moins"]
