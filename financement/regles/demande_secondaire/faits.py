"""What the rules of the claim of the secondary service ask: what is declared, what the portal knows (AF 4.5, 6.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from financement.regles.commande.faits import Bon
from financement.regles.secondaire.faits import Mois
from segur.noyau.regles import Motif


class NiveauFacture(StrEnum):
    """The level that the invoice repeats: the whole of it, or a part of it."""

    ENTIER = "entier"
    PARTIEL = "partiel"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The secondary service of one order as it is claimed. Amounts in euros to the cent, rates in per cent."""

    reference: str
    cle: str
    """RPPS or FINESS of the client, so that a wrong number is seen."""
    periode_du: date
    periode_au: date
    """The continuous observation, from the first day of a month to the last day of another."""
    facture_numero: str
    facture_du: date
    facture_client: str
    facture_niveau: NiveauFacture
    facture_ht: Decimal
    facture_ttc: Decimal | None = None
    taux_tva: Decimal | None = None
    surcout: bool | None = None
    """Whether the client was asked for anything besides (SEC-10)."""


@dataclass(frozen=True, slots=True)
class JournalRecu:
    """The last journal sent for the client, frozen at its sending; `mois`: those of its period as they are held now."""

    transmis_le: datetime
    debut: date
    fin: date
    dt: int
    dm: int
    mois: tuple[Mois, ...] = ()
    non_conforme: str = ""
    """Why the ANS refused it, when it did."""
    en_verification: bool = False
    verifie: bool = False
    """The ANS has verified it and found it right."""
    client_informe_le: date | None = None
    corriges: tuple[date, ...] = ()
    """Months whose values are no longer those that were sent, whatever the totals."""


@dataclass(frozen=True, slots=True)
class Fin:
    """The client ended its contract: when, and when the supplier said it."""

    resiliee_le: date
    declaree_le: datetime


@dataclass(frozen=True, slots=True)
class ContexteDeLaSecondaire:
    """Everything around one claim at the instant of reception. Instants are aware; None when it has not happened."""

    dispositif: str
    recu_le: datetime
    bon: Bon
    """The order as the ASP validated it."""
    va_signee_le: date | None
    """As the balance that counts declares it."""
    solde_valide_le: datetime | None
    journal: JournalRecu | None
    assujetti: bool | None
    """Whether the supplier is subject to VAT."""
    tranche: str = ""
    """Of a structure."""
    resiliation: Fin | None = None
    incapacite_le: datetime | None = None
    financement_retire: Motif | None = None
    """Why nothing may be paid on this order any more, when that is so."""
    deja_demande: bool = False
    """Another claim of the secondary service of the same order counts."""
    corrige_le: datetime | None = None
    """When the content that stands was received, if it changed after `recu_le`: what it dates may be as late."""

    @property
    def contenu_recu_le(self) -> datetime:
        return max(self.recu_le, self.corrige_le or self.recu_le)
