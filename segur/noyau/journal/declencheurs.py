"""Triggers that make the journal append-only, on both engines."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "journal_entreejournal"
MESSAGE = "Le journal ne se modifie pas et ne s’efface pas."

_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION journal_refuser() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$ LANGUAGE plpgsql
    """,
    f"""
    CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION journal_refuser()
    """,
    f"""
    CREATE TRIGGER journal_non_vidable BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser()
    """,
)
_SQLITE = tuple(
    f"""
    CREATE TRIGGER journal_sans_{operation.lower()} BEFORE {operation} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
    for operation in ("UPDATE", "DELETE")
) + (
    # INSERT OR REPLACE deletes without firing the triggers of DELETE.
    f"""
    CREATE TRIGGER journal_sans_remplacement BEFORE INSERT ON {TABLE}
    WHEN EXISTS (
        SELECT 1 FROM {TABLE} WHERE id = NEW.id
        OR dossier = NEW.dossier AND (rang = NEW.rang OR cle <> '' AND cle = NEW.cle)
    )
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """,  # noqa: S608 (a constant of this module)
)
_LEVER_POSTGRESQL = (
    f"DROP TRIGGER IF EXISTS journal_immuable ON {TABLE}",
    f"DROP TRIGGER IF EXISTS journal_non_vidable ON {TABLE}",
    "DROP FUNCTION IF EXISTS journal_refuser()",
)
_LEVER_SQLITE = tuple(f"DROP TRIGGER IF EXISTS journal_sans_{geste}" for geste in ("update", "delete", "remplacement"))


def poser(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def lever(connection: BaseDatabaseWrapper) -> None:
    _executer(connection, _LEVER_POSTGRESQL if connection.vendor == "postgresql" else _LEVER_SQLITE)


def _executer(connection: BaseDatabaseWrapper, ordres: tuple[str, ...]) -> None:
    with connection.cursor() as curseur:
        for ordre in ordres:
            curseur.execute(ordre)
