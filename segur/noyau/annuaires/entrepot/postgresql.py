"""COPY into the temporary table."""

from collections.abc import Iterable

from django.db import connection

from segur.noyau.annuaires.entrepot.commun import ATTENTE, PARTIES, VENUES, Ecart, Entrepot
from segur.noyau.annuaires.lecture import Ligne


class EntrepotPostgresql(Entrepot):
    def verser(self, lignes: Iterable[Ligne]) -> None:
        ordre = f"COPY {ATTENTE} (ligne, {', '.join(self.colonnes)}) FROM STDIN"
        with connection.cursor() as curseur, curseur.copy(ordre) as copie:
            for ligne in lignes:
                copie.write_row(self.rangee(ligne))

    def tout_est_verse(self) -> None:
        """Nobody analyses a temporary table for us, and the planner would compare row by row."""
        self._executer(f"ANALYZE {ATTENTE}")

    def comparer(self) -> Ecart:
        self._executer(f"ANALYZE {self.table} (cle, jusqu_a)")
        return super().comparer()

    def basculer(self, numero: int) -> None:
        self._executer(f"ANALYZE {VENUES}")
        self._executer(f"ANALYZE {PARTIES}")
        super().basculer(numero)
