"""Batches of INSERT into the temporary table: slower, for a demonstration and small bases."""

from collections.abc import Iterable

from django.db import connection, transaction

from segur.noyau.annuaires.entrepot.commun import ATTENTE, PARTIES, VENUES, Ecart, Entrepot
from segur.noyau.annuaires.lecture import Ligne


class EntrepotSqlite(Entrepot):
    def verser(self, lignes: Iterable[Ligne]) -> None:
        places = ", ".join(["%s"] * (len(self.colonnes) + 1))
        ordre = f"INSERT INTO {ATTENTE} (ligne, {', '.join(self.colonnes)}) VALUES ({places})"  # noqa: S608
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.executemany(ordre, [self.rangee(ligne) for ligne in lignes])

    def tout_est_verse(self) -> None:
        self._executer(f"CREATE INDEX temp.{ATTENTE}_cle ON {ATTENTE} (cle, empreinte)")

    def comparer(self) -> Ecart:
        ecart = super().comparer()
        self._executer(f"CREATE INDEX temp.{VENUES}_ligne ON {VENUES} (ligne)")
        self._executer(f"CREATE INDEX temp.{PARTIES}_id ON {PARTIES} (id)")
        return ecart
