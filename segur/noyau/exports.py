"""Lists as CSV files that a spreadsheet opens without harm."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

DANGEREUX = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, valeur: str) -> str:
        return valeur


def csv_en_flux(nom: str, entetes: Iterable[str], lignes: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Streams UTF-8 CSV (semicolons, BOM). A text that a spreadsheet would run as a formula is neutralised."""
    redacteur = csv.writer(_Echo(), delimiter=";")

    def flux() -> Iterator[str]:
        yield "\ufeff" + redacteur.writerow(list(entetes))
        for ligne in lignes:
            yield redacteur.writerow([neutraliser(valeur) for valeur in ligne])

    reponse = StreamingHttpResponse(flux(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.csv"'
    return reponse


def neutraliser(valeur: Any) -> str:
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte
