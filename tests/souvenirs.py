"""What tests build again and again on the small world, built once a process and put back row by row.

`garder(cle, construire)` answers what `construire` answers. The first time, what it changed in the database and in the
documents is kept, under the chain of all that the test had asked before; the next test that asks the same things in
the same order gets the rows, the files and a copy of the object. A test that wrote anything in between, or whose
transaction is a real one, builds for itself: nothing is put back on a state that is not the one kept.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify

from financement.models import declencheurs
from segur.noyau import horloge

T = TypeVar("T")
Ligne = tuple[Any, ...]
Table = dict[Any, Ligne]
"""Rows by primary key, each in the order of `Plan.colonnes`."""
Ordre = tuple[str, Ligne]

LECTURES = re.compile(r"\s*(BEGIN|SELECT|SAVEPOINT|RELEASE|SET|SHOW|PRAGMA|EXPLAIN|LOCK)\b", re.IGNORECASE)
"""All else may write, a return to a savepoint included."""
PROPRES_AU_TEST = {"default_settings", "_deleted", "VAR_DIR", "STORAGES"}
PAR_ENVOI = 200
"""Rows of one statement, under the number of variables that SQLite takes."""
DU_GRAND_LIVRE = (declencheurs.ECRITURE, declencheurs.POSITION, declencheurs.LOT, declencheurs.LIGNE)


@dataclass(frozen=True)
class Plan:
    """One table: its columns, the primary key first."""

    nom: str
    colonnes: tuple[str, ...]

    @property
    def noms(self) -> str:
        return ", ".join(connection.ops.quote_name(colonne) for colonne in self.colonnes)

    def lire(self) -> Table:
        with connection.cursor() as curseur:
            curseur.execute(f"SELECT {self.noms} FROM {self.nom}")  # noqa: S608 (names of our own tables)
            return {ligne[0]: tuple(ligne) for ligne in curseur.fetchall()}

    def passer(self, avant: Table, apres: Table) -> Iterator[Ordre]:
        """The statements that turn one state of the table into the other."""
        cle = connection.ops.quote_name(self.colonnes[0])
        for pk in avant.keys() - apres.keys():
            yield f"DELETE FROM {self.nom} WHERE {cle} = %s", (pk,)  # noqa: S608
        poser = ", ".join(f"{connection.ops.quote_name(colonne)} = %s" for colonne in self.colonnes)
        for pk in avant.keys() & apres.keys():
            if avant[pk] != apres[pk]:
                yield f"UPDATE {self.nom} SET {poser} WHERE {cle} = %s", (*apres[pk], pk)  # noqa: S608
        nouvelles = [ligne for pk, ligne in apres.items() if pk not in avant]
        une = f"({', '.join('%s' for _ in self.colonnes)})"
        for debut in range(0, len(nouvelles), PAR_ENVOI):
            envoi = nouvelles[debut : debut + PAR_ENVOI]
            lignes = ", ".join(une for _ in envoi)
            yield f"INSERT INTO {self.nom} ({self.noms}) VALUES {lignes}", tuple(v for ligne in envoi for v in ligne)  # noqa: S608


@dataclass(frozen=True)
class Etat:
    """Every row and every document."""

    tables: dict[str, Table]
    fichiers: dict[str, bytes]

    @classmethod
    def lire(cls) -> "Etat":
        racine = _documents()
        chemins = [chemin for chemin in racine.rglob("*") if chemin.is_file()]
        return cls(
            {plan.nom: plan.lire() for plan in plans()},
            {str(chemin.relative_to(racine)): chemin.read_bytes() for chemin in chemins},
        )


@dataclass(frozen=True)
class Souvenir:
    """The state at the end of a chain, how to come there from the one before, and what was answered."""

    etat: Etat
    ordres: tuple[Ordre, ...] = ()
    fichiers: tuple[tuple[str, bytes], ...] = ()
    objet: Any = None
    du_grand_livre: bool = False
    """Triggers would add up its lines a second time: they are lifted for the time of putting them back."""

    @classmethod
    def entre(cls, avant: Etat, apres: Etat, objet: Any) -> "Souvenir":
        ordres: list[Ordre] = []
        for plan in plans():
            if apres.tables[plan.nom] == avant.tables[plan.nom]:
                apres.tables[plan.nom] = avant.tables[plan.nom]  # kept once
            else:
                ordres += plan.passer(avant.tables[plan.nom], apres.tables[plan.nom])
        if connection.vendor == "postgresql" and ordres:
            # One text without parameters is written once and sent in one go.
            ordres = [("; ".join(mogrify(sql, valeurs, connection) for sql, valeurs in ordres), ())]
        fichiers = tuple((nom, octets) for nom, octets in apres.fichiers.items() if avant.fichiers.get(nom) != octets)
        du_grand_livre = any(apres.tables[nom] is not avant.tables[nom] for nom in DU_GRAND_LIVRE)
        return cls(apres, tuple(ordres), fichiers, deepcopy(objet), du_grand_livre)

    def remettre(self) -> Any:
        with _sans_declencheurs() if self.du_grand_livre else nullcontext(), connection.cursor() as curseur:
            for sql, valeurs in self.ordres:
                curseur.execute(sql, valeurs or None)
        for nom, octets in self.fichiers:
            chemin = _documents() / nom
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(octets)
        return deepcopy(self.objet)


class Fil:
    """What the current test asked so far."""

    def __init__(self) -> None:
        self.vierge = False
        """Nothing was written yet."""
        self.chaine: tuple[Hashable, ...] | None = None
        """None once the state is no longer the one that the chain tells."""

    def entendre(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not LECTURES.match(str(sql)):
            self.vierge, self.chaine = False, None
        return execute(sql, params, many, context)


_fil = Fil()
_souvenirs: dict[tuple[Hashable, ...], Souvenir] = {}


def ecouter() -> None:
    """Once per process: every statement of the connection is heard."""
    connection.execute_wrappers.append(_fil.entendre)


def oublier() -> None:
    """At the start of a test."""
    _fil.vierge, _fil.chaine = True, None


def monde_remis(remettre: Callable[[], bool]) -> bool:
    """Puts the small world back, if it can be; what is built on it may be remembered when nothing else stands there."""
    vierge = _fil.vierge
    remis = remettre()
    _fil.chaine = () if remis and vierge else None
    return remis


def garder(cle: Hashable, construire: Callable[[], T]) -> T:
    """What `construire` answers, from memory when it can be. The key tells all that the answer depends on.

    The settings that the test changed are part of it, and the clock of the portal, to the hour.
    """
    chaine = _fil.chaine
    if chaine is None or not connection.in_atomic_block:
        return construire()
    suite = (*chaine, (cle, _reglages(), horloge.maintenant().replace(minute=0, second=0, microsecond=0)))
    if suite in _souvenirs:
        objet: T = _souvenirs[suite].remettre()
    else:
        if chaine not in _souvenirs:
            _souvenirs[chaine] = Souvenir(Etat.lire())
        avant = _souvenirs[chaine]
        objet = construire()
        _souvenirs[suite] = Souvenir.entre(avant.etat, Etat.lire(), objet)
    _fil.chaine = suite
    return objet


def garder_sur(objet: T, cle: Hashable, geste: Callable[[T], object]) -> T:
    """The same for a gesture that changes the object it is made on: others hold that very object."""
    fait = garder(cle, lambda: (geste(objet), objet)[1])
    if fait is not objet:
        objet.__dict__ = fait.__dict__
    return objet


@cache
def plans() -> tuple[Plan, ...]:
    trouves = []
    for modele in apps.get_models(include_auto_created=True):
        if modele._meta.managed and not modele._meta.proxy:
            champs = [champ for champ in modele._meta.local_concrete_fields if not champ.generated]
            champs.sort(key=lambda champ: not champ.primary_key)
            trouves.append(Plan(modele._meta.db_table, tuple(str(champ.column) for champ in champs)))
    return tuple(trouves)


@contextmanager
def _sans_declencheurs() -> Iterator[None]:
    """PostgreSQL lifts no trigger of a table whose rows still wait for a deferred constraint."""
    connection.check_constraints()
    declencheurs.lever(connection)
    yield
    connection.check_constraints()
    declencheurs.poser(connection)


def _reglages() -> str:
    """What the test set otherwise; the folder is its own, and what differs in it is the storage."""
    changes: dict[str, Any] = {"stockage": cast(dict[str, Any], settings.STORAGES)["default"]["BACKEND"]}
    pose = cast(Any, settings)._wrapped
    while isinstance(pose, UserSettingsHolder):  # the last change first
        changes = {**vars(pose), **changes}
        pose = pose.default_settings
    return repr(sorted((nom, repr(valeur)) for nom, valeur in changes.items() if nom not in PROPRES_AU_TEST))


def _documents() -> Path:
    return Path(settings.VAR_DIR) / "documents"
