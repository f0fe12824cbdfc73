"""The rows of a chapter's page, read in one query without building a model instance per cell: 200 is normal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from preuves.heritage import DISPENSES
from preuves.models import Preuve
from segur.noyau.documents.mesures import en_octets
from segur.noyau.temps import en_clair

ETATS = {valeur: SafeString(libelle) for valeur, libelle in (*Preuve.Statut.choices, *Preuve.Provenance.choices)}
HORS_REM = "Pièce demandée hors du REM"
COLONNES = (
    "pk",
    "statut",
    "motif",
    "provenance",
    "raison",
    "reference",
    "sources",
    "intitule",
    "attendue__identifiant",
    "attendue__libelle",
    "attendue__scenario__identifiant",
    "attendue__scenario__enonce",
    "attendue__scenario__exigence__identifiant",
    "attendue__scenario__exigence__titre",
    "attendue__scenario__exigence__enonce",
    "actuel__lien",
    "actuel__depose_le",
    "actuel__depose_par__prenom",
    "actuel__depose_par__nom",
    "actuel__document__nom",
    "actuel__document__identifiant",
    "actuel__document__fichier__taille",
    "actuel__document__fichier__empreinte",
)


@dataclass(frozen=True, slots=True)
class Depose:
    """What is deposited today: a stored file (with its SHA-256) or a link."""

    texte: str
    adresse: str
    mention: str
    empreinte: str


@dataclass(frozen=True, slots=True)
class Raison:
    """Why a proof is not asked, or is asked all the same."""

    titre: str
    texte: str
    reference: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """One proof, as its card shows it. `cle` is its primary key, as text; `etat` its status, or why it is not asked."""

    cle: SafeString
    etat: str
    etat_libelle: SafeString
    motif: str
    identifiant: str
    libelle: str
    raison: Raison | None
    depose: Depose | None

    @property
    def est_dispensee(self) -> bool:
        return self.etat in DISPENSES

    @property
    def se_depose(self) -> bool:
        return not self.est_dispensee and self.etat != Preuve.Statut.CONFORME


@dataclass(slots=True)
class Scenario:
    identifiant: str
    enonce: str
    lignes: list[Ligne] = field(default_factory=list)


@dataclass(slots=True)
class Exigence:
    identifiant: str
    titre: str
    enonce: str
    scenarios: list[Scenario] = field(default_factory=list)


def lignes_de(preuves: QuerySet[Preuve]) -> list[tuple[Any, ...]]:
    """One tuple of COLONNES per proof, in the REM's order."""
    actuels = FilteredRelation("depots", condition=Q(depots__archive_le=None))
    ordre = F("attendue__ordre").asc(nulls_last=True)
    return list(preuves.order_by(ordre, "pk").annotate(actuel=actuels).values_list(*COLONNES))


def exigences_de(preuves: QuerySet[Preuve]) -> list[Exigence]:
    """Requirement → scenario → proofs (E3-14), in the REM's order."""
    resultat: list[Exigence] = []
    for ligne in lignes_de(preuves):
        scenario, enonce_scenario, exigence, titre, enonce = (valeur or "" for valeur in ligne[10:15])
        if not resultat or resultat[-1].identifiant != exigence:
            resultat.append(Exigence(exigence, titre if exigence else HORS_REM, enonce))
        scenarios = resultat[-1].scenarios
        if not scenarios or scenarios[-1].identifiant != scenario:
            scenarios.append(Scenario(scenario, enonce_scenario))
        scenarios[-1].lignes.append(_ligne(ligne))
    return resultat


def ligne_de(preuve: Preuve) -> Ligne:
    """The same row for one proof."""
    return _ligne(lignes_de(Preuve.objects.filter(pk=preuve.pk))[0])


def _ligne(colonnes: Iterable[Any]) -> Ligne:
    pk, statut, motif, provenance, raison, reference, sources, intitule, identifiant, libelle, *suite = colonnes
    dispensee = provenance in DISPENSES
    etat = provenance if dispensee else statut
    return Ligne(
        cle=SafeString(pk),
        etat=etat,
        etat_libelle=ETATS[etat],
        motif="" if dispensee else motif,
        identifiant=identifiant or intitule,
        libelle=libelle or "",
        raison=_raison(provenance, raison, reference, sources),
        depose=_depose(suite[5:]),
    )


def _raison(provenance: str, raison: str, reference: str, sources: str) -> Raison | None:
    """Nothing to say of a proof that no earlier référencement could have exempted."""
    if provenance in DISPENSES:
        return Raison("Rien à déposer", raison, reference)
    if provenance == Preuve.Provenance.COMPLEMENTAIRE:
        return Raison("Preuve complémentaire", raison, reference)
    return Raison("Demandée", raison, reference) if sources else None


def _depose(colonnes: list[Any]) -> Depose | None:
    lien, le, prenom, nom, document, identifiant, taille, empreinte = colonnes
    if le is None:
        return None
    mention = f"déposé par {prenom} {nom} le {en_clair(le)}"
    if identifiant is None:
        return Depose(lien, lien, mention, "")
    adresse = reverse("documents:telecharger", args=[identifiant])
    return Depose(document, adresse, f"({en_octets(taille)}), {mention}", empreinte)
