"""Lists that are searched, sorted by their headers and read page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from segur.noyau.recherche import normaliser
from segur.noyau.temps import instant_de_paris, lendemain

PAR_PAGE = (10, 25, 50)
MOTS = 10


@dataclass(frozen=True)
class Colonne:
    """One header. `champs`: what it sorts by; a column without any is not sorted."""

    cle: str
    libelle: str
    champs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entete:
    """A header as the page shows it. `suivant`: value of `tri` that its link asks for; `sens`: its aria-sort."""

    libelle: str
    suivant: str = ""
    sens: str = ""


class Tri:
    """The order asked (`nom`, `-nom`), among the columns that allow it; by `defaut` otherwise."""

    def __init__(self, colonnes: Sequence[Colonne], demande: str, *, defaut: str) -> None:
        self.colonnes = colonnes
        triables = {colonne.cle: colonne for colonne in colonnes if colonne.champs}
        connue = demande.removeprefix("-") in triables
        self.decroissant = connue and demande.startswith("-")
        self.colonne = triables[demande.removeprefix("-") if connue else defaut]

    def trier(self, lignes: QuerySet[Any]) -> QuerySet[Any]:
        """Stable: lines that nothing tells apart keep the order of their keys."""
        champs = [F(champ) for champ in self.colonne.champs]
        ordre = [c.desc(nulls_last=True) if self.decroissant else c.asc(nulls_last=True) for c in champs]
        return lignes.order_by(*ordre, "pk")

    @property
    def entetes(self) -> list[Entete]:
        return [self._entete(colonne) for colonne in self.colonnes]

    def _entete(self, colonne: Colonne) -> Entete:
        if not colonne.champs:
            return Entete(colonne.libelle)
        if colonne != self.colonne:
            return Entete(colonne.libelle, colonne.cle)
        sens = "descending" if self.decroissant else "ascending"
        return Entete(colonne.libelle, colonne.cle if self.decroissant else f"-{colonne.cle}", sens)


def chercher(lignes: QuerySet[Any], recherche: str, *, dans: str = "recherche") -> QuerySet[Any]:
    """The lines whose normalised column holds every word of the search, accents and case aside."""
    for mot in normaliser(recherche).split()[:MOTS]:
        lignes = lignes.filter(**{f"{dans}__contains": mot})
    return lignes


def paginer(
    lignes: QuerySet[Any] | Sequence[Any],
    parametres: QueryDict,
    tailles: Iterable[int] = PAR_PAGE,
    *,
    nom: str = "page",
) -> Page:
    """The page asked by `page`, of the size asked by `taille` when it is one of those offered.

    `nom`: another name than `page`, for the second list of one screen.
    """
    offertes = list(tailles)
    taille = next((t for t in offertes if str(t) == parametres.get("taille")), offertes[0])
    return Paginator(lignes, taille).get_page(parametres.get(nom))


def periode(champ: str, *, du: str, au: str) -> Q:
    """Instants from one day of Paris to another, both included; what is not a day (ISO) bounds nothing."""
    debut, fin = _minuit(du), _minuit(au, du_lendemain=True)
    return (Q(**{f"{champ}__gte": debut}) if debut else Q()) & (Q(**{f"{champ}__lt": fin}) if fin else Q())


def _minuit(texte: str, *, du_lendemain: bool = False) -> datetime | None:
    try:
        jour = date.fromisoformat(texte)
        return instant_de_paris(lendemain(jour) if du_lendemain else jour, time())
    except (ValueError, OverflowError):
        return None
