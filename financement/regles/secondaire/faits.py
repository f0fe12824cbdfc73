"""What the rules of the secondary service ask: months of a journal, what is claimed, what is known around (AF 3.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from financement.regles.commande.faits import Bon
from segur.noyau.regles import Motif, Verdict


@dataclass(frozen=True, slots=True)
class Mois:
    """One month of one client, by its first day. The names of the values are those of the text (SEC-03)."""

    mois: date
    dt: int
    """Documents that had to be sent automatically to Mon espace santé."""
    dm: int
    """Documents that reached it."""
    t: int
    """Patients received, each once."""
    tq: int
    """Of them, those whose INS is qualified."""
    ts: int
    """Of them, those qualified by the transitional procedure."""


@dataclass(frozen=True, slots=True)
class Fenetre:
    """One continuous observation, from the first day of a month to the last day of another."""

    debut: date
    fin: date
    dt: int
    dm: int
    perf: Decimal


@dataclass(frozen=True, slots=True)
class DeclarationSecondaire:
    """The secondary service of one order as claimed. None: not said. Amounts in euros to the cent."""

    reference: str
    """Number of the order whose balance is validated."""
    cle: str
    """RPPS or FINESS of its client, so that a wrong number is seen."""
    periode_du: date
    """First day of the first month of the six."""
    perf: Decimal
    client_informe_le: date | None
    """When the level reached was sent to the client (SEC-06)."""
    facture_numero: str
    facture_du: date
    facture_client: str
    facture_ht: Decimal
    facture_ttc: Decimal | None = None
    taux_tva: Decimal | None = None
    surcout: bool | None = None
    """Whether the client was asked for anything else for the same service (SEC-10)."""


@dataclass(frozen=True, slots=True)
class JournalRecu:
    """A journal that was sent: when, on which observation, and what the ANS said of it since."""

    transmis_le: datetime
    fenetre: Fenetre
    non_conforme: str = ""
    """Why the ANS set it aside; empty when it did not."""


@dataclass(frozen=True, slots=True)
class ContexteDeLaSecondaire:
    """Everything around one claim at the instant of reception. Instants are aware; None when it has not happened."""

    dispositif: str
    recu_le: datetime
    bon: Bon
    """The order as the ASP validated it."""
    va_signee_le: date | None
    solde_valide_le: datetime | None
    journal: JournalRecu | None
    mois: tuple[Mois, ...] = ()
    """The months that stand."""
    depots_ouverts: Verdict = Verdict()
    assujetti: bool | None = None
    tranche: str = ""
    """Of a structure, from the base of reference."""
    financement_retire: Motif | None = None
    """Why nothing may be paid on this solution any more, when that is so."""
    resiliee_le: date | None = None
    """When the client ended its contract, if it did (SEC-14)."""
    deja_demande: bool = False
    """Another claim of the same part counts."""
