"""Which documents have a model, and what each must say: the same data guides the vendor and checks its model."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from segur.noyau.regles import Historique, Reference, Version

FICHIER = Path(__file__).parent / "donnees" / "modeles.toml"


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a document must say. `texte`: the exact words, when a text gives them."""

    code: str
    libelle: str
    reference: Reference
    texte: str = ""
    obligatoire: bool = True
    dispositifs: tuple[str, ...] = ()

    def concerne(self, dispositif: str) -> bool:
        return not self.dispositifs or dispositif in self.dispositifs


@dataclass(frozen=True, slots=True)
class TypeDeDocument:
    """A kind of document and the check-list of each period."""

    code: str
    libelle: str
    grilles: Historique[tuple[Mention, ...]]
    dispositifs: tuple[str, ...] = ()

    def concerne(self, dispositif: str) -> bool:
        return not self.dispositifs or dispositif in self.dispositifs

    def nomme(self, dispositif: str) -> str:
        """« Modèle de bon de commande MDV » (ASP-06)."""
        return f"{self.libelle} {SUFFIXES.get(dispositif, dispositif)}"

    def grille(self, dispositif: str, jour: date) -> Version[tuple[Mention, ...]]:
        """In force that day for that dispositif. HorsPeriode before the first text."""
        version = self.grilles.au(jour)
        mentions = tuple(mention for mention in version.valeur if mention.concerne(dispositif))
        return Version(version.depuis, mentions, version.reference)


def lire(fichier: Path) -> tuple[dict[str, str], dict[str, TypeDeDocument]]:
    donnees = tomllib.loads(fichier.read_text(encoding="utf-8"))
    return donnees["suffixes"], {table["code"]: _type(**table) for table in donnees["types"]}


def _type(
    *, code: str, libelle: str, versions: list[dict[str, Any]], dispositifs: Sequence[str] = ()
) -> TypeDeDocument:
    grilles = Historique(libelle, *(_version(**version) for version in versions))
    return TypeDeDocument(code, libelle, grilles, tuple(dispositifs))


def _version(
    *, depuis: date, texte: str, article: str, mentions: list[dict[str, Any]], hypothese: str = ""
) -> Version[tuple[Mention, ...]]:
    lues = tuple(_mention(texte, **mention) for mention in mentions)
    return Version(depuis, lues, Reference(texte, article, hypothese=hypothese))


def _mention(
    texte_officiel: str, *, article: str, source: str = "", facultative: bool = False, **autres: Any
) -> Mention:
    autres["dispositifs"] = tuple(autres.get("dispositifs", ()))
    return Mention(reference=Reference(source or texte_officiel, article), obligatoire=not facultative, **autres)


SUFFIXES, TYPES = lire(FICHIER)


def types_de(dispositif: str) -> list[TypeDeDocument]:
    """Those that a dispositif knows, in the order of the life of an order."""
    return [document for document in TYPES.values() if document.concerne(dispositif)]
