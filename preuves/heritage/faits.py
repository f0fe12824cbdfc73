"""What the decisions on the proofs are made from and made of. Standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from segur.noyau.regles import Verdict, Version

INTEGRATION_INS = "Intégration INS"


class Provenance(StrEnum):
    A_DEPOSER = "a_deposer"
    HERITEE = "heritee"
    EQUIVALENTE = "equivalente"
    COMPLEMENTAIRE = "complementaire"
    RETIREE = "retiree"
    """Not decided here: a proof no longer expected, that keeps what was deposited."""


DISPENSES = frozenset({Provenance.HERITEE, Provenance.EQUIVALENTE, Provenance.RETIREE})


@dataclass(frozen=True, slots=True)
class Anterieur:
    """One earlier référencement. `dispositif` is a code or the vendor's words; None means not known."""

    nru: str
    vague: int
    dispositif: str
    reference_le: datetime | None = None
    """None: not obtained yet, or not known."""
    profils: frozenset[str] | None = None
    scenarios: frozenset[str] | None = None
    """Identifiers of the scenarios of its REM."""
    scenarios_valides: frozenset[str] | None = None
    """Those whose proofs were all deposited and validated in wave 2."""

    @property
    def source(self) -> str:
        return f"NRU {self.nru or 'manquant'}"


@dataclass(frozen=True, slots=True)
class Composant:
    """A new additional component, with the titles of the chapters it concerns (E2-22)."""

    nom: str
    chapitres: frozenset[str]

    @property
    def source(self) -> str:
        return f"composant {self.nom}"


@dataclass(frozen=True, slots=True)
class Profil:
    code: str
    libelle: str
    est_general: bool = False
    deja_retenu: bool = False


@dataclass(frozen=True, slots=True)
class Reclamee:
    """A proof that the ANS asks by name, and why."""

    identifiant: str
    motif: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the decisions depend on. `le`: aware instant of the computation."""

    dispositif: str
    le: datetime
    date_2: Version[datetime | None] | None = None
    """None when no text in force sets it."""
    anterieurs: tuple[Anterieur, ...] = ()
    """In the order of declaration."""
    composant_principal_identique: bool | None = None
    attestation: bool = False
    composants: tuple[Composant, ...] = ()
    nouveau_proxy: bool = False
    profils: tuple[Profil, ...] = ()
    exigees: tuple[Reclamee, ...] = ()
    """Wave-1 proofs asked all the same (E3-42)."""
    non_conformes: tuple[Reclamee, ...] = ()
    """Proofs found non-conform by an audit or a report (HE-20 a)."""


@dataclass(frozen=True, slots=True)
class Attendue:
    """One expected proof, as the REM gives it."""

    identifiant: str
    scenario: str
    exigence: str
    perimetre: str
    profils: frozenset[str]
    chapitre: str
    profil_historique: str = ""

    @property
    def est_integration_ins(self) -> bool:
        return INTEGRATION_INS in self.profils or self.profil_historique == INTEGRATION_INS


@dataclass(frozen=True, slots=True)
class Decision:
    provenance: Provenance
    motif: str
    reference: str
    depend_de: tuple[str, ...] = ()

    @property
    def est_dispense(self) -> bool:
        return self.provenance in DISPENSES


@dataclass(frozen=True, slots=True)
class Condition:
    """What one source must fulfil, for a person to read everything that is missing."""

    titre: str
    verdict: Verdict
