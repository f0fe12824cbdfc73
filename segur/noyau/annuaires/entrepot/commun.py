"""The file's rows in a temporary table of this connection, then set-based comparison and switch.

The table goes away with the connection: a worker that is killed leaves nothing behind.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from django.db import connection

from segur.noyau.annuaires.formats import Format
from segur.noyau.annuaires.lecture import Ligne
from segur.noyau.annuaires.models import LIGNES
from segur.noyau.recherche import normaliser

ATTENTE, VENUES, PARTIES = "annuaires_attente", "annuaires_venues", "annuaires_parties"
A_PART = {"id", "depuis", "jusqu_a"}


@dataclass(frozen=True, slots=True)
class Ecart:
    """What the file changes, in clients then in rows."""

    cles: int
    ajoutees: int
    modifiees: int
    retirees: int
    lignes_venues: int
    lignes_parties: int

    @property
    def est_vide(self) -> bool:
        return not (self.lignes_venues or self.lignes_parties)


class Entrepot(ABC):
    def __init__(self, forme: Format) -> None:
        self.modele = LIGNES[forme.code]
        self.table = self.modele._meta.db_table
        champs = [champ for champ in self.modele._meta.concrete_fields if champ.name not in A_PART]
        self.colonnes = [str(champ.column) for champ in champs]
        self._types = [str(champ.db_type(connection)) for champ in champs]
        self._preparer(forme)

    def _preparer(self, forme: Format) -> None:
        """Where each column is read in a row of the file; the digest reads fields by name, whatever their order."""
        rangs = {champ.champ: rang for rang, champ in enumerate(forme.champs)}
        self._cle = rangs[forme.cle]
        self._digerees = [rangs[nom] for nom in sorted(rangs)]
        simples = [c for c in self.colonnes if c not in ("cle", "empreinte", "recherche")]
        self._simples = [rangs.get(colonne) for colonne in simples]
        self._noms = [rangs[nom] for nom in ("nom", "prenom") if nom in rangs]
        self._cherchable = "recherche" in self.colonnes
        ordre = ["cle", "empreinte", *simples, *(["recherche"] if self._cherchable else [])]
        types = dict(zip(self.colonnes, self._types, strict=True))
        self.colonnes, self._types = ordre, [types[colonne] for colonne in ordre]

    def __enter__(self) -> Self:
        self._vider()
        definitions = ", ".join(f"{nom} {type_}" for nom, type_ in zip(self.colonnes, self._types, strict=True))
        self._executer(f"CREATE TEMPORARY TABLE {ATTENTE} (ligne bigint, {definitions})")
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        if genre is None:
            self._vider()

    def _vider(self) -> None:
        for table in (ATTENTE, VENUES, PARTIES):
            self._executer(f"DROP TABLE IF EXISTS {table}")

    @abstractmethod
    def verser(self, lignes: Iterable[Ligne]) -> None:
        """Adds rows to those that wait."""

    @abstractmethod
    def tout_est_verse(self) -> None:
        """What the engine needs before it compares."""

    def rangee(self, ligne: Ligne) -> tuple[Any, ...]:
        """The row as its table has it, its rank in the file first."""
        valeurs = ligne.valeurs
        digerees = repr([valeurs[rang] for rang in self._digerees]).encode()
        empreinte = int.from_bytes(hashlib.blake2b(digerees, digest_size=8).digest(), signed=True)
        simples = [None if rang is None else valeurs[rang] for rang in self._simples]
        if not self._cherchable:
            return (ligne.rang, valeurs[self._cle], empreinte, *simples)
        recherche = _normaliser(" ".join(valeurs[rang] for rang in self._noms))
        return (ligne.rang, valeurs[self._cle], empreinte, *simples, recherche)

    def doublons(self) -> Iterator[tuple[int, str, int]]:
        """Rank, client, and rank of the first row of that client, for each one that comes again."""
        yield from self._lignes(
            f"""
            SELECT a.ligne, a.cle, p.premiere FROM {ATTENTE} a
            JOIN (SELECT cle, MIN(ligne) AS premiere FROM {ATTENTE} GROUP BY cle HAVING COUNT(*) > 1) p
              ON p.cle = a.cle
            WHERE a.ligne > p.premiere ORDER BY a.ligne
            """  # noqa: S608 (names of our own tables)
        )

    def comparer(self) -> Ecart:
        """Keeps aside what comes and what goes."""
        meme = "b.cle = a.cle AND b.empreinte = a.empreinte AND b.jusqu_a IS NULL"
        self._executer(
            f"""
            CREATE TEMPORARY TABLE {VENUES} AS SELECT MIN(a.ligne) AS ligne, a.cle FROM {ATTENTE} a
            WHERE NOT EXISTS (SELECT 1 FROM {self.table} b WHERE {meme}) GROUP BY a.cle, a.empreinte
            """  # noqa: S608
        )
        self._executer(
            f"""
            CREATE TEMPORARY TABLE {PARTIES} AS SELECT b.id, b.cle FROM {self.table} b WHERE b.jusqu_a IS NULL
            AND NOT EXISTS (SELECT 1 FROM {ATTENTE} a WHERE b.cle = a.cle AND b.empreinte = a.empreinte)
            """  # noqa: S608
        )
        return self._mesurer()

    def _mesurer(self) -> Ecart:
        en_vigueur = f"SELECT 1 FROM {self.table} b WHERE b.cle = v.cle AND b.jusqu_a IS NULL"  # noqa: S608
        encore_la = f"SELECT 1 FROM {ATTENTE} a WHERE a.cle = v.cle"  # noqa: S608
        ajoutees = self._compter(f"SELECT v.cle FROM {VENUES} v WHERE NOT EXISTS ({en_vigueur}) GROUP BY v.cle")  # noqa: S608
        retirees = self._compter(f"SELECT v.cle FROM {PARTIES} v WHERE NOT EXISTS ({encore_la}) GROUP BY v.cle")  # noqa: S608
        touchees = self._compter(f"SELECT cle FROM {VENUES} UNION SELECT cle FROM {PARTIES}")  # noqa: S608
        return Ecart(
            cles=self._compter(f"SELECT cle FROM {ATTENTE} GROUP BY cle"),  # noqa: S608
            ajoutees=ajoutees,
            modifiees=touchees - ajoutees - retirees,
            retirees=retirees,
            lignes_venues=self._compter(f"SELECT 1 FROM {VENUES}"),  # noqa: S608
            lignes_parties=self._compter(f"SELECT 1 FROM {PARTIES}"),  # noqa: S608
        )

    def basculer(self, numero: int) -> None:
        """Makes the file the version of that number. Must run in the transaction that publishes it."""
        colonnes = ", ".join(self.colonnes)
        lues = ", ".join(f"a.{colonne}" for colonne in self.colonnes)
        self._executer(
            f"UPDATE {self.table} SET jusqu_a = %s WHERE id IN (SELECT id FROM {PARTIES})",  # noqa: S608
            [numero],
        )
        self._executer(
            f"INSERT INTO {self.table} ({colonnes}, depuis, jusqu_a) "  # noqa: S608
            f"SELECT {lues}, %s, NULL FROM {ATTENTE} a JOIN {VENUES} v ON v.ligne = a.ligne ORDER BY a.ligne",
            [numero],
        )

    # ---- SQL ----

    def _executer(self, ordre: str, parametres: list[Any] | None = None) -> None:
        with connection.cursor() as curseur:
            curseur.execute(ordre, parametres)

    def _lignes(self, ordre: str) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as curseur:
            curseur.execute(ordre)
            while lot := curseur.fetchmany(2000):
                yield from lot

    def _compter(self, ordre: str) -> int:
        with connection.cursor() as curseur:
            curseur.execute(f"SELECT COUNT(*) FROM ({ordre}) AS x")  # noqa: S608
            return int(curseur.fetchone()[0])


@lru_cache(maxsize=16_384)
def _normaliser(texte: str) -> str:
    """The same as `normaliser`, at once for the many names without accents."""
    if texte.isascii() and texte.isprintable():
        return " ".join(texte.lower().split())
    return normaliser(texte)
