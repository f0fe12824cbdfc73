"""Where the rows of a file wait to be compared with the base, whatever the engine."""

from django.db import connection

from segur.noyau.annuaires.entrepot.commun import Ecart, Entrepot
from segur.noyau.annuaires.entrepot.postgresql import EntrepotPostgresql
from segur.noyau.annuaires.entrepot.sqlite import EntrepotSqlite
from segur.noyau.annuaires.formats import Format

__all__ = ["Ecart", "Entrepot", "entrepot"]


def entrepot(forme: Format) -> Entrepot:
    return EntrepotPostgresql(forme) if connection.vendor == "postgresql" else EntrepotSqlite(forme)
