"""What the texts ask of a balance of a dispositif, in force at its reception: dated data, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from financement.regles.commande.parametres import parametres as de_la_commande
from financement.regles.lecture import en_vigueur, fichier, historique
from financement.regles.solde.faits import ContexteDuSolde
from segur.noyau.regles import Historique, Reference, Version
from segur.noyau.temps import jour_de_paris

FICHIER = "solde.toml"


@dataclass(frozen=True, slots=True)
class Parametres:
    """In force on a day. `fonctions`: None when no text that was read lists them for this dispositif."""

    texte: str
    analogie: str
    """Of which text the rule is, when that of the dispositif was not read."""
    jour: date
    va: Version[str]
    preserie: Version[bool]
    signatures: Version[Mapping[str, str]]
    fonctions: Version[Mapping[str, str]] | None

    def reference(self, section: str) -> Reference:
        """A section of the appel à financement of the dispositif."""
        return _reference(self.texte, section, self.analogie)


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """From where on two names look alike enough for a person to look."""

    ressemblance: Decimal
    mot_commun: int


@lru_cache(maxsize=1)
def rapprochement() -> Rapprochement:
    lu = fichier(FICHIER)["rapprochement"]
    return Rapprochement(Decimal(lu["ressemblance"]), lu["mot_commun"])


@lru_cache(maxsize=256)
def _reference(texte: str, section: str, analogie: str) -> Reference:
    if not analogie:
        return Reference(texte, section)
    hypothese = f"L’appel à financement de ce dispositif n’a pas été lu : règle de l’{analogie}."
    return Reference(texte, f"par analogie avec l’{analogie}, {section}", hypothese=hypothese)


@lru_cache(maxsize=64)
def _historique(dispositif: str, nom: str) -> Historique[object] | None:
    table = fichier(FICHIER)["dispositifs"][dispositif]
    return historique(table[nom]) if nom in table else None


@lru_cache(maxsize=4096)
def parametres(dispositif: str, jour: date) -> Parametres | None:
    """None when no text rules the balances of the dispositif that day."""
    table, commande = fichier(FICHIER)["dispositifs"].get(dispositif), de_la_commande(dispositif, jour)
    if table is None or commande is None:
        return None
    lus = {nom: en_vigueur(_historique(dispositif, nom), jour) for nom in ("va", "preserie", "fonctions")}
    va, preserie = lus["va"], lus["preserie"]
    if va is None or preserie is None:
        return None
    signatures = commande.signatures
    return Parametres(table["texte"], table["analogie"], jour, va, preserie, signatures, lus["fonctions"])


def du(contexte: ContexteDuSolde) -> Parametres | None:
    """The instant of reception says which text applies (decision 0047)."""
    return parametres(contexte.dispositif, jour_de_paris(contexte.recu_le))


@lru_cache(maxsize=1)
def fonctions_connues() -> Mapping[str, str]:
    """Every key function that a text lists, whatever the dispositif: its code and its label."""
    connues: dict[str, str] = {}
    for dispositif in fichier(FICHIER)["dispositifs"]:
        lu = _historique(dispositif, "fonctions")
        for version in lu.versions if lu else ():
            connues |= dict(version.valeur)  # type: ignore[call-overload]
    return connues
