"""The ledger in plain values: what each nature of line does to the totals of a part of an order, and with which sign.

The triggers of the database are written from these tables: the sums made here and there are the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

PREFIXE = "ecriture."
"""Of the actions, in the journal, from which the ledger can be made again."""
ZERO = Decimal("0.00")
POSITIVES = ("engagement", "avance", "solde", "secondaire", "reglement", "annulation")
NEGATIVES = ("rejet", "retour", "reprise", "compensation")
D_UNE_PART = {"avance": "avance", "solde": "solde", "secondaire": "secondaire"}
"""Money sent bears the name of its part."""
D_UN_VIREMENT = (*D_UNE_PART, "reglement", "rejet", "retour")
"""Natures of the lines that a transfer makes: one of each, at most, for each line of it."""
PORTE_SUR: Mapping[str, Mapping[str, int]] = {
    "engagement": {"engage": 1},
    "avance": {"verse": 1},
    "solde": {"verse": 1},
    "secondaire": {"verse": 1},
    "reglement": {"regle": 1},
    "rejet": {"verse": 1},
    "retour": {"verse": 1, "regle": 1},
    "reprise": {"repris": -1},
    "compensation": {"repris": -1},
    "annulation": {"repris": -1},
}
"""By nature, the totals that the (signed) amount is added to, or taken from."""


@dataclass(frozen=True, slots=True)
class Totaux:
    """Of one part of an order, in euros. `verse`: sent to the bank and not rejected; `regle`: confirmed by it."""

    engage: Decimal = ZERO
    verse: Decimal = ZERO
    regle: Decimal = ZERO
    repris: Decimal = ZERO

    def avec(self, nature: str, montant: Decimal) -> "Totaux":
        ajouts = {total: getattr(self, total) + sens * montant for total, sens in PORTE_SUR[nature].items()}
        return replace(self, **ajouts)

    @property
    def tiennent(self) -> bool:
        """A part is paid whole or not at all, never more than committed; what is confirmed was sent."""
        return (
            self.engage >= 0
            and self.verse in (ZERO, self.engage)
            and self.regle in (ZERO, self.verse)
            and ZERO <= self.repris <= self.regle
        )


Cle = tuple[int, str]
"""An order, and a part of it."""


def sommer(lignes: Iterable[tuple[int, str, str, Decimal]]) -> dict[Cle, Totaux]:
    """Totals by part from lines (order, part, nature, signed amount), in whatever order they come."""
    totaux: dict[Cle, Totaux] = {}
    for commande, part, nature, montant in lignes:
        cle = (commande, part)
        totaux[cle] = totaux.get(cle, Totaux()).avec(nature, montant)
    return totaux


def signe_juste(*, nature: str, montant: Decimal) -> bool:
    return montant > 0 if nature in POSITIVES else montant < 0


@dataclass(frozen=True, slots=True)
class Ecart:
    """What does not agree: `ou` names it, `explication` says how far."""

    ou: str
    explication: str

    def __str__(self) -> str:
        return f"{self.ou} : {self.explication}"


def ecarts_de_totaux(*, attendus: Mapping[Cle, Totaux], constates: Mapping[Cle, Totaux], de: str) -> list[Ecart]:
    """Part by part, both ways: what one side alone has is a gap too. `de`: where they come from."""
    return [
        Ecart(
            f"commande {cle[0]}, {cle[1]}", f"{_dire(constates.get(cle))} au lieu de {_dire(attendus.get(cle))} ({de})"
        )
        for cle in sorted({*attendus, *constates})
        if attendus.get(cle, Totaux()) != constates.get(cle, Totaux())
    ]


def _dire(totaux: Totaux | None) -> str:
    lus = totaux or Totaux()
    return f"engagé {lus.engage}, versé {lus.verse}, réglé {lus.regle}, repris {lus.repris}"
