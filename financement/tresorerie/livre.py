"""The ledger, summed line by line; and whether what a page says is what the ledger says, to the cent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import TruncMonth

from financement.models import Commande, Ecriture
from financement.regles.ecritures import PORTE_SUR, ZERO, Ecart, Totaux
from financement.regles.monnaie import au_centime
from segur.noyau.temps import PARIS


@dataclass
class Livre:
    """Of some orders. `regle`: by month, what the bank settled, less what came back."""

    parts: dict[str, Totaux] = field(default_factory=dict)
    regle: dict[date, Decimal] = field(default_factory=dict)

    def ajouter(self, part: str, nature: str, mois: date, montant: Decimal) -> None:
        self.parts[part] = self.parts.get(part, Totaux()).avec(nature, montant)
        if "regle" in PORTE_SUR[nature]:
            self.regle[mois] = self.regle.get(mois, ZERO) + montant

    @property
    def total(self) -> Totaux:
        return additionner(self.parts.values())


def additionner(totaux: Iterable[Totaux]) -> Totaux:
    lus = list(totaux)
    sommes = {nom: sum((getattr(t, nom) for t in lus), ZERO) for nom in Totaux.__slots__}
    return Totaux(**sommes)


def lire(commandes: QuerySet[Commande]) -> Livre:
    """One query, over the lines alone: neither positions nor orders have a say."""
    lignes = Ecriture.objects.filter(commande__in=commandes.order_by().values("pk")).order_by()
    sommes = lignes.values("part", "nature", mois=TruncMonth("le", tzinfo=PARIS)).annotate(somme=Sum("montant"))
    livre = Livre()
    for ligne in sommes.annotate(premiere=Min("pk")).order_by("premiere"):
        livre.ajouter(ligne["part"], ligne["nature"], ligne["mois"].date().replace(day=1), au_centime(ligne["somme"]))
    return livre


def ecarts(page: Mapping[str, Totaux], livre: Livre, *, regle: Decimal, a_venir: Decimal) -> list[Ecart]:
    """`regle`, `a_venir`: sums of the forecast, month by month and without a day. Empty when all agree to the cent."""
    trouves = [ecart for part in {*page, *livre.parts} for ecart in _de_la_part(part, page, livre)]
    total = livre.total
    for ou, dit, attendu in (("réglé", regle, total.regle), ("à venir", a_venir, total.engage - total.regle)):
        if dit != attendu:
            trouves.append(Ecart(f"Prévision, {ou}", f"{dit} € pour {attendu} € au grand livre."))
    return sorted(trouves, key=str)


def _de_la_part(part: str, page: Mapping[str, Totaux], livre: Livre) -> Iterable[Ecart]:
    vus, inscrits = page.get(part, Totaux()), livre.parts.get(part, Totaux())
    for nom in Totaux.__slots__:
        dit, attendu = getattr(vus, nom), getattr(inscrits, nom)
        if dit != attendu:
            yield Ecart(f"{part}, {nom}", f"{dit} € pour {attendu} € au grand livre.")


def totaux_de(sommes: Mapping[str, Any], part: str) -> Totaux:
    """From columns `<part>_<total>`: SQLite adds up in floating point."""
    return Totaux(**{nom: au_centime(sommes[f"{part}_{nom}"] or ZERO) for nom in Totaux.__slots__})
