"""What the portal asks of whoever has the convention signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from candidatures.models import DemandeDeSignature


@dataclass(frozen=True, slots=True)
class Signataire:
    prenom: str
    nom: str
    email: str

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


@dataclass(frozen=True, slots=True)
class Etat:
    """Where a request stands, and the instant after which it can no longer be signed (None: not told)."""

    statut: DemandeDeSignature.Statut
    expire_le: datetime | None


class FournisseurIndisponible(Exception):
    """The provider does not answer, or answers something else than what was asked: to be tried again later."""


class Introuvable(FournisseurIndisponible):
    """The provider answers that it does not have what was asked for."""


class Fournisseur(Protocol):
    """Every method may raise FournisseurIndisponible, and may be called again after it."""

    electronique: bool
    """Whether there is anything to open: without it, the vendor deposits the signed copy."""

    def ouvrir(self, cle: str, intitule: str, pdf: bytes, signataire: Signataire) -> str:
        """Has the signer invited, once for this key however often it is called. Returns the provider's reference."""

    def etat(self, reference: str) -> Etat: ...

    def retrouver(self, cle: str) -> str | None:
        """The reference of the request that bears this key, when the provider has one: an answer may have been lost."""

    def annuler(self, reference: str) -> Etat:
        """Nobody can sign it any more, unless it was signed already. Returns where it stands. May be called again."""

    def exemplaire(self, reference: str) -> bytes:
        """The signed document, as it was sent: nothing is checked here."""
