"""The small world kept aside in tables of its own: a test gets it back in a few statements instead of building it."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from financement.models import declencheurs as ecritures
from segur.noyau.annuaires import declencheurs as consultations
from segur.noyau.journal import declencheurs

PREFIXE = "instantane_"
DECLENCHEURS = (declencheurs, consultations, ecritures)
_copies: dict[str, str] = {}
_types: set[int] = set()
_d_origine: set[str] = set()
"""Tables that the migrations themselves fill: content types and permissions."""


def prendre(construire: Callable[[], None]) -> None:
    """Builds the world once, keeps its rows aside, and leaves the database as it was: empty of it.

    Raises AssertionError when `construire` touches a table that already held rows: these would not be put back.
    """
    tables = _colonnes_par_table()
    avant = {table: _nombre(table) for table in tables}
    _d_origine.update(table for table in tables if avant[table])
    construire()
    touchees = [table for table in tables if _nombre(table) != avant[table]]
    assert not [table for table in touchees if avant[table]]
    for table in touchees:
        _executer(f"CREATE TABLE {PREFIXE}{table} AS SELECT * FROM {table}")  # noqa: S608 (names of our own tables)
        _copies[table] = tables[table]
    _types.update(_types_de_contenu())
    declencheurs.lever(connection)
    try:
        with transaction.atomic():
            for table in reversed(touchees):
                _executer(f"DELETE FROM {table}")  # noqa: S608
    finally:
        declencheurs.poser(connection)


def remettre() -> bool:
    """Puts the rows back. False without a copy, or once a test emptied the database: its types are numbered anew."""
    if not _copies or _types != _types_de_contenu():
        return False
    with transaction.atomic():
        for table, colonnes in _copies.items():
            _executer(f"INSERT INTO {table} ({colonnes}) SELECT {colonnes} FROM {PREFIXE}{table}")  # noqa: S608
    return True


def vider() -> None:
    """After a test whose transactions were real: every row goes, but those of the migrations.

    Emptying what a test filled takes a tenth of the time of a truncation of all the tables, and the content types keep
    their numbers: the copy still serves. The triggers of journal, log of lookups and ledger are lifted for that.
    """
    for pose in DECLENCHEURS:
        pose.lever(connection)
    try:
        with transaction.atomic():
            for table in _remplies():
                _executer(f"DELETE FROM {table}")  # noqa: S608
    finally:
        for pose in DECLENCHEURS:
            pose.poser(connection)


def compter_les_lignes() -> None:
    """What the autovacuum of PostgreSQL does once many rows are there: else plans are made for empty tables."""
    if connection.vendor == "postgresql":
        _executer("ANALYZE")


def _remplies() -> list[str]:
    tables = [table for table in _colonnes_par_table() if table not in _d_origine]
    questions = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})" for t in tables)  # noqa: S608
    with connection.cursor() as curseur:
        curseur.execute(questions)
        return [table for (table,) in curseur.fetchall()]


def _types_de_contenu() -> set[int]:
    return set(ContentType.objects.values_list("pk", flat=True))


def _colonnes_par_table() -> dict[str, str]:
    return {
        modele._meta.db_table: ", ".join(
            connection.ops.quote_name(str(champ.column))
            for champ in modele._meta.local_concrete_fields
            if not champ.generated
        )
        for modele in apps.get_models(include_auto_created=True)
        if modele._meta.managed
    }


def _nombre(table: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(curseur.fetchone()[0])


def _executer(requete: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(requete)
