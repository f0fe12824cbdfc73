"""When a payment is expected. A day comes from the batch, or from delays measured on past payments; or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from financement.regles.tresorerie.etapes import DECISION, DEPOT, EXECUTION, Etape

MINIMUM = 10  # payments without which a median says nothing: our own choice, no text sets it (decision 0072)
DERNIERS = 300  # payments that are measured, the last ones: idem


@dataclass(frozen=True, slots=True)
class Delai:
    """Median, in calendar days, of so many payments."""

    jours: int
    mesures: int


@dataclass(frozen=True, slots=True)
class Delais:
    """Of one part. None: too few payments to say anything."""

    depuis_la_decision: Delai | None = None
    depuis_le_depot: Delai | None = None


@dataclass(frozen=True, slots=True)
class Attente:
    """`le`: None when nothing gives a day; `dit` then says what it depends on, otherwise where the day comes from."""

    le: date | None
    dit: str
    estimee: bool = False

    @property
    def mois(self) -> date | None:
        return self.le.replace(day=1) if self.le else None


def mesurer(jours: Sequence[int]) -> Delai | None:
    return Delai(median_low(jours), len(jours)) if len(jours) >= MINIMUM else None


def attendre(*, etape: Etape, base: date | None, jour: date, delais: Delais) -> Attente:
    """`base`: the day of execution, of the decision or of the deposit, as the step asks; `jour`: today."""
    sans_date = Attente(None, f"dès que {etape.des_que}" if etape.des_que else "")
    if base is None or not etape.attendue:
        return sans_date
    if etape.base == EXECUTION:
        return Attente(base, f"date d’exécution du lot de paiement : {base:%d/%m/%Y}")
    connus: Mapping[str, Delai | None] = {DECISION: delais.depuis_la_decision, DEPOT: delais.depuis_le_depot}
    delai = connus.get(etape.base)
    return _estimer(etape, base, jour, delai) if delai else sans_date


def _estimer(etape: Etape, base: date, jour: date, delai: Delai) -> Attente:
    """Never before today: what is late is expected at once."""
    de = "la décision" if etape.base == DECISION else "le dépôt"
    estimee = base + timedelta(days=delai.jours)
    dit = f"estimation : {delai.jours} jours après {de}, médiane des {delai.mesures} derniers paiements"
    return Attente(max(estimee, jour), dit + (", déjà dépassée" if estimee < jour else ""), estimee=True)
