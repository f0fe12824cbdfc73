"""Triggers that make the log of lookups append-only, on both engines."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("annuaires_consultation", "annuaires_clientconsulte")
MESSAGE = "Le registre des consultations ne se modifie pas et ne s’efface pas."

_FONCTION = f"""
CREATE OR REPLACE FUNCTION consultations_refuser() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$ LANGUAGE plpgsql
"""


def _poser_postgresql(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_immuable BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION consultations_refuser()",
        f"CREATE TRIGGER {table}_non_vidable BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consultations_refuser()",
    ]


def _poser_sqlite(table: str) -> list[str]:
    refus = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    gestes = [f"CREATE TRIGGER {table}_sans_{g.lower()} BEFORE {g} ON {table} {refus}" for g in ("UPDATE", "DELETE")]
    # INSERT OR REPLACE deletes without firing the triggers of DELETE.
    existe = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 (names of our own tables)
    return [*gestes, f"CREATE TRIGGER {table}_sans_remplacement BEFORE INSERT ON {table} {existe} {refus}"]


def poser(connection: BaseDatabaseWrapper) -> None:
    sur_postgresql = connection.vendor == "postgresql"
    ordres = [_FONCTION] if sur_postgresql else []
    for table in TABLES:
        ordres += _poser_postgresql(table) if sur_postgresql else _poser_sqlite(table)
    _executer(connection, ordres)


def lever(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        gestes, fin = ("immuable", "non_vidable"), ["DROP FUNCTION IF EXISTS consultations_refuser()"]
        ordres = [f"DROP TRIGGER IF EXISTS {table}_{geste} ON {table}" for table in TABLES for geste in gestes]
    else:
        gestes, fin = ("sans_update", "sans_delete", "sans_remplacement"), []  # type: ignore[assignment]
        ordres = [f"DROP TRIGGER IF EXISTS {table}_{geste}" for table in TABLES for geste in gestes]
    _executer(connection, ordres + fin)


def _executer(connection: BaseDatabaseWrapper, ordres: list[str]) -> None:
    with connection.cursor() as curseur:
        for ordre in ordres:
            curseur.execute(ordre)
