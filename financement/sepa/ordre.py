"""The order of payment, by sepaxml, checked against its schema. The same batch always gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sepaxml import SepaTransfer

from segur.noyau.temps import PARIS

SCHEMA = "pain.001.001.03"


@dataclass(frozen=True, slots=True)
class Compte:
    """Whose, where."""

    nom: str
    iban: str = field(repr=False)
    bic: str


@dataclass(frozen=True, slots=True)
class VirementDemande:
    reference: str
    vers: Compte
    montant: Decimal
    objet: str


class OrdreDeVirement(SepaTransfer):
    """sepaxml draws its identifiers at random and reads the clock: here both are given."""

    def __init__(self, message: str, cree_le: datetime, payeur: Compte) -> None:
        self.message, self.cree_le = message, cree_le
        configuration = {"name": payeur.nom, "IBAN": payeur.iban, "BIC": payeur.bic, "currency": "EUR", "batch": True}
        super().__init__(configuration, schema=SCHEMA, clean=True)

    def _create_header(self) -> None:
        self.msg_id = self.message
        super()._create_header()
        self._xml.find("CstmrCdtTrfInitn/GrpHdr/CreDtTm").text = f"{self.cree_le.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}"

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        self._xml.find("CstmrCdtTrfInitn/PmtInf/PmtInfId").text = f"{self.message}-1"


def fichier_de_virements(
    *, message: str, cree_le: datetime, execution_le: date, payeur: Compte, virements: Sequence[VirementDemande]
) -> bytes:
    """`pain.001.001.03`, valid against its XSD; raises sepaxml.validation.ValidationError otherwise."""
    ordre = OrdreDeVirement(message, cree_le, payeur)
    for virement in virements:
        ordre.add_payment(_paiement(virement, execution_le))
    octets: bytes = ordre.export(validate=True)
    return octets


def _paiement(virement: VirementDemande, execution_le: date) -> dict[str, Any]:
    return {
        "name": virement.vers.nom,
        "IBAN": virement.vers.iban,
        "BIC": virement.vers.bic,
        "amount": int(virement.montant * 100),
        "execution_date": execution_le,
        "description": virement.objet,
        "endtoend_id": virement.reference,
    }
