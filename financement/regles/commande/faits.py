"""What the rules of an order ask: the order as it is declared, and what the portal knows around it at an instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from segur.noyau.regles import Motif, Verdict, Version

CENTIME = Decimal("0.01")


class Client(StrEnum):
    """Whose key is an RPPS (11 digits), a FINESS géographique (9 characters), the FINESS of an ES (HOP)."""

    MEDECIN = "medecin"
    STRUCTURE = "structure"
    ETABLISSEMENT = "etablissement"


class Prestation(StrEnum):
    VAGUE_2 = "principale_vague_2"
    VAGUES_1_ET_2 = "principale_vague_1_et_2"
    SECONDAIRE = "secondaire"
    AUTRE = "autre"


PRINCIPALES = (Prestation.VAGUE_2, Prestation.VAGUES_1_ET_2)


class Signature(StrEnum):
    """CMD-41: handwritten, or electronic of one of these kinds."""

    MANUSCRITE = "manuscrite"
    CPX = "cpx"
    PSC = "psc"
    RGS = "rgs"
    EIDAS_SIMPLE = "eidas_simple"
    EIDAS_AVANCEE = "eidas_avancee"
    EIDAS_QUALIFIEE = "eidas_qualifiee"
    AUCUNE = "aucune"


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of the order. Amounts in euros to the cent; `montant_ttc` is None for a supplier outside VAT."""

    prestation: Prestation
    libelle: str
    montant_ht: Decimal
    montant_ttc: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bon:
    """A purchase order as the supplier declares it (AF 4.3). None: not said. Rates in per cent: Decimal("8.5")."""

    reference: str
    client: Client
    cle: str
    nom: str
    emis_le: date
    signe_le: date
    taux_tva: Decimal | None
    lignes: tuple[Ligne, ...]
    signature: Signature
    signataire: str
    signataire_habilite: bool | None = None
    version: str = ""
    """Of the solution to be installed."""
    version_installee: str = ""
    """Of the solution that the client has today; empty when it has none."""
    mise_a_jour_payante: bool = False
    """Whether a paid update is imposed first (CMD-20)."""
    mention_etat: bool | None = None
    mention_conditionnelle: bool | None = None
    conditionne: bool | None = None
    """Whether the order depends on another paid product, an option or a new commitment (CMD-10)."""
    vague_1_autofinancee: bool | None = None
    """Whether the client paid itself for the update of wave 1 (ELI-08)."""
    patients_mt: int | None = None
    """Patients who declared this doctor as their médecin traitant (REM-04)."""
    formalites_organisation: bool | None = None
    """The representative of a structure undertakes the formalities of the certificate of organisation (CMD-40)."""
    aides_de_minimis: Decimal | None = None
    """Aids received over the period of the rule, declared by the client (PRIX-04)."""
    aides_declarees_le: date | None = None

    @property
    def principale(self) -> Ligne | None:
        """The only main line; None when there is none, or several."""
        trouvees = [ligne for ligne in self.lignes if ligne.prestation in PRINCIPALES]
        return trouvees[0] if len(trouvees) == 1 else None

    @property
    def secondaire(self) -> Ligne | None:
        trouvees = [ligne for ligne in self.lignes if ligne.prestation == Prestation.SECONDAIRE]
        return trouvees[0] if len(trouvees) == 1 else None


@dataclass(frozen=True, slots=True)
class DuFournisseur:
    """What is known of the supplier, the same for all the orders of a request. Verdicts come from the enrolment."""

    depots_ouverts: Verdict
    est_editeur: bool
    mandats: tuple[tuple[date | None, date | None], ...] = ()
    """Of a distributor: the day each mandate is signed, and the last day of it."""
    assujetti: bool | None = None


@dataclass(frozen=True, slots=True)
class DuReferencement:
    """What is known of the solution. Instants are aware; None when it has not happened."""

    reference_le: datetime | None
    dossier_complet_le: datetime | None
    retire: bool = False
    profils: frozenset[str] = frozenset()
    """Codes of the profiles granted or asked."""
    versions_obsoletes: frozenset[str] = frozenset()
    """Technical versions publicly declared obsolete."""
    refuse_le: datetime | None = None
    """When the référencement was refused: nothing is awaited any more (RET-01)."""


@dataclass(frozen=True, slots=True)
class DuCalendrier:
    """The Dates in force at the instant of reception, each with its text; a value of None was never published."""

    date_0: Version[datetime | None] | None
    date_2: Version[datetime | None] | None
    date_4: Version[datetime | None] | None
    date_5: Version[datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class DuClient:
    """What the reference bases and the other orders say of the client. `eligible` explains itself."""

    eligible: Verdict
    vague_1: Motif | None = None
    tranche: str = ""
    plafond: Decimal | None = None
    """Maximum of an ES, in euros (HOP); None elsewhere."""
    departement: str = ""
    deja_commande_par_soi: str = ""
    """Reference of this supplier's own order for the same client, when it still counts."""
    deja_commande_ailleurs: bool = False
    """Another supplier has an order for this client: nothing more is told."""
    aides_versees: Decimal = Decimal(0)
    """SONS financing already paid to this client over the period of the de minimis rule (PRIX-04)."""
    aides_d_autrui: bool = False
    """Some of it came through another supplier: its amount is not told."""


@dataclass(frozen=True, slots=True)
class Contexte:
    """Everything around one order at the instant of reception. `dispositif` is its code."""

    dispositif: str
    recu_le: datetime
    fournisseur: DuFournisseur
    referencement: DuReferencement
    calendrier: DuCalendrier
    client: DuClient
    corrige_le: datetime | None = None
    """When the content that stands was received, if it changed after `recu_le`: what it dates may be as late."""

    @property
    def contenu_recu_le(self) -> datetime:
        return max(self.recu_le, self.corrige_le or self.recu_le)


class Issue(StrEnum):
    """What one rule says. RESERVE: admissible subject to the référencement (RET-02)."""

    CONFORME = "conforme"
    A_VERIFIER = "a_verifier"
    RESERVE = "reserve"
    NON_CONFORME = "non_conforme"


class Prediction(StrEnum):
    ACCEPTE = "accepte"
    A_VERIFIER = "a_verifier"
    REJETE = "rejete"


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding, which answers « Pourquoi »: the rule, the text and its version, the values, what would change it.

    `regle`: catalogue id (CMD-04). `champ`: path in the format (`lignes[0].montant_ht`), empty when no field is at
    fault. `valeurs`: label and value as people read them. `remede`: the smallest change that satisfies the rule.
    """

    motif: Motif
    regle: str
    issue: Issue
    champ: str = ""
    valeurs: tuple[tuple[str, str], ...] = ()
    remede: str = ""

    def en_donnees(self) -> dict[str, Any]:
        return self.motif.en_donnees() | {
            "regle": self.regle,
            "issue": self.issue.value,
            "champ": self.champ,
            "valeurs": [list(paire) for paire in self.valeurs],
            "remede": self.remede,
        }


@dataclass(frozen=True, slots=True)
class Jugement:
    """All the findings of an order, satisfied or not."""

    constats: tuple[Constat, ...] = ()
    montants: Mapping[str, Decimal] = field(default_factory=dict)
    """When they can be computed: `finance` (main line), `avance`, `solde`, `secondaire`, in euros."""

    @property
    def prediction(self) -> Prediction:
        """Rejected as soon as one rule says no; to an agent as soon as one cannot say alone."""
        issues = {constat.issue for constat in self.constats}
        if Issue.NON_CONFORME in issues:
            return Prediction.REJETE
        return Prediction.A_VERIFIER if Issue.A_VERIFIER in issues else Prediction.ACCEPTE

    @property
    def sous_reserve(self) -> bool:
        """Admissible, paid only once the référencement is granted (RET-01, RET-02)."""
        return any(constat.issue == Issue.RESERVE for constat in self.constats)

    @property
    def obstacles(self) -> tuple[Constat, ...]:
        return tuple(constat for constat in self.constats if constat.issue != Issue.CONFORME)

    @property
    def verdict(self) -> Verdict:
        """For the journal and the guards."""
        return Verdict(tuple(constat.motif for constat in self.constats))

    def en_donnees(self) -> dict[str, Any]:
        return {
            "prediction": self.prediction.value,
            "sous_reserve": self.sous_reserve,
            "constats": [constat.en_donnees() for constat in self.constats],
            "montants": {nom: str(montant) for nom, montant in self.montants.items()},
        }
