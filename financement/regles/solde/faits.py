"""What the rules of the balance ask: what the supplier declares, and what the portal knows around it (AF 4.4, 6.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from financement.regles.commande.faits import Bon, Signature
from segur.noyau.regles import Motif, Verdict, Version


@dataclass(frozen=True, slots=True)
class Declaration:
    """The balance of one order as declared. None: not said. Amounts in euros to the cent, rates in per cent."""

    reference: str
    """Number of the order whose advance is validated."""
    cle: str
    """RPPS or FINESS of its client, so that a wrong number is seen."""
    achevee_le: date
    va_signee_le: date
    va_signature: Signature
    va_signataire: str
    va_signataire_habilite: bool | None
    fonctions: frozenset[str]
    """Codes of the key functions that the VA attests (REA-10)."""
    conforme_au_bon: bool | None
    """The VA attests that the work is that of the order (SOL-06)."""
    facture_numero: str
    facture_du: date
    facture_client: str
    """In whose name the invoice is."""
    facture_ht: Decimal
    facture_ttc: Decimal | None = None
    taux_tva: Decimal | None = None
    facture_unique: bool | None = None
    """One invoice for the whole main service (100 %)."""
    surcout: bool | None = None
    """Whether the client was asked for anything else for the same perimeter (REA-20)."""


@dataclass(frozen=True, slots=True)
class ContexteDuSolde:
    """Everything around one balance at the instant of reception. Instants are aware; None when it has not happened."""

    dispositif: str
    recu_le: datetime
    bon: Bon
    """The order as the ASP validated it."""
    avance_validee_le: datetime | None
    solde: Decimal | None
    """What remains of the amount financed, as it was decided with the advance (SOL-05)."""
    date_5: Version[datetime | None] | None
    date_6: Version[datetime | None] | None
    pilotes: Verdict
    pilotes_acquittes_le: datetime | None
    preserie_validee_le: date | None
    attestee_le: datetime | None = None
    """When the attestation de fin was declared (REA-02)."""
    incapacite_le: datetime | None = None
    financement_retire: Motif | None = None
    """Why nothing may be paid on this solution any more, when that is so."""
    deja_demande: bool = False
    """Another balance of the same order counts."""
    reference_le: datetime | None = None
    """When the solution was referenced."""
    finance: Decimal | None = None
    """What is financed of the main service, as it was decided with the advance."""
    avance: Decimal | None = None
    corrige_le: datetime | None = None
    """When the content that stands was received, if it changed after `recu_le`: what it dates may be as late."""

    @property
    def contenu_recu_le(self) -> datetime:
        return max(self.recu_le, self.corrige_le or self.recu_le)
