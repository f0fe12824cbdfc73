"""Héritage and équivalence on a candidature: previewed, then applied to what depends on the change and nothing else."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from candidatures.models import Candidature
from preuves.heritage import (
    INTEGRATION_INS,
    Attendue,
    Condition,
    Decision,
    Provenance,
    Situation,
    conditions,
    decisions,
    pieces,
    profils_admis,
)
from preuves.models import Chapitre, Depot, Preuve, ProfilRetenu
from segur.noyau.referentiel.models import Perimetre, PreuveAttendue, VersionRem
from segur.noyau.transitions import Demande

AUCUN, NOUVELLE, DISPENSEE = "", "ajoutée", "n’est plus à déposer"
REDEMANDEE, DEPLACEE, PRECISEE = "redevient à charger", "change de chapitre", "raison précisée"
RETIREE = "Cette preuve n’est plus attendue avec les profils et les référencements déclarés."
ACQUISE = "conforme, inchangée"


@dataclass(frozen=True)
class Ligne:
    """One proof in the preview: what is decided, what that changes. `avant` is None for a proof to create."""

    identifiant: str
    libelle: str
    chapitre: str
    decision: Decision
    effet: str
    preuve: Preuve | None = None
    attendue: PreuveAttendue | None = None

    @property
    def avant(self) -> str | None:
        return self.preuve.provenance if self.preuve else None

    @property
    def apres(self) -> Preuve.Provenance:
        """A conform proof keeps what it has."""
        garde = self.preuve.provenance if self.preuve and self.effet == ACQUISE else self.decision.provenance
        return Preuve.Provenance(garde)

    @property
    def change(self) -> bool:
        return self.effet not in (AUCUN, ACQUISE)

    def en_donnees(self) -> dict[str, str]:
        return {
            "preuve": self.identifiant,
            "de": self.avant or "",
            "vers": self.apres.value,
            "effet": self.effet,
            "raison": self.decision.motif,
        }


@dataclass(frozen=True)
class Apercu:
    lignes: tuple[Ligne, ...] = ()
    conditions: tuple[Condition, ...] = ()
    profils: frozenset[str] = frozenset()

    @property
    def changements(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.change]

    @property
    def comptes(self) -> dict[Preuve.Provenance, int]:
        """Number of proofs per provenance, in the order of the list of provenances."""
        trouves = Counter(ligne.apres for ligne in self.lignes)
        return {provenance: trouves[provenance] for provenance in Preuve.Provenance if trouves[provenance]}

    @property
    def effets(self) -> dict[str, int]:
        return dict(Counter(ligne.effet for ligne in self.changements))

    @property
    def empreinte(self) -> str:
        """What a person confirms: the same changes give the same text."""
        lignes = sorted(str(sorted(ligne.en_donnees().items())) for ligne in self.changements)
        return hashlib.sha256("\n".join(lignes).encode()).hexdigest()


def rem_de(candidature: Candidature) -> VersionRem | None:
    return candidature.rem or VersionRem.objects.en_vigueur(candidature.dispositif)


def apercu(candidature: Candidature, situation: Situation) -> Apercu:
    """What would be asked in that situation, and what changes against today. Writes nothing."""
    rem = rem_de(candidature)
    if rem is None:
        return Apercu()
    admis, _ = profils_admis(situation)
    attendues = {attendue.identifiant: attendue for attendue in preuves_attendues(candidature, rem, admis)}
    faits = [_attendue(attendue) for attendue in attendues.values()]
    existantes = {
        preuve.attendue_id or preuve.intitule: preuve
        for preuve in Preuve.objects.filter(chapitre__candidature=candidature).select_related(
            "chapitre__chapitre_rem", "attendue__scenario__exigence__chapitre"
        )
    }
    lignes = [
        _ligne(decision, existantes.pop(attendues[identifiant].pk, None), attendues[identifiant])
        for identifiant, decision in decisions(situation, faits).items()
    ]
    lignes += [
        _ligne(decision, existantes.pop(intitule, None), intitule=intitule)
        for intitule, decision in pieces(situation).items()
    ]
    lignes += [_ligne(_retrait(preuve), preuve, preuve.attendue) for preuve in existantes.values()]
    return Apercu(tuple(lignes), conditions(situation, faits), admis)


def preuves_attendues(candidature: Candidature, rem: VersionRem, profils: frozenset[str]) -> list[PreuveAttendue]:
    """Those of the REM for these profiles, each once, both waves (E3-08); and those of the former DPI profile that
    wave 2 made general (E3-41)."""
    par_profil = Q(scenario__exigence__profils__code__in=profils)
    generalisees = Q(
        scenario__exigence__profils__libelle=INTEGRATION_INS, scenario__exigence__perimetre=Perimetre.VAGUE_1
    )
    attendues = PreuveAttendue.objects.de_la_version(rem).filter(par_profil | generalisees).distinct()
    return list(attendues.prefetch_related("scenario__exigence__profils"))


def _attendue(attendue: PreuveAttendue) -> Attendue:
    exigence = attendue.scenario.exigence
    return Attendue(
        identifiant=attendue.identifiant,
        scenario=attendue.scenario.identifiant,
        exigence=exigence.identifiant,
        perimetre=exigence.perimetre,
        profils=frozenset(profil.libelle for profil in exigence.profils.all()),
        chapitre=exigence.chapitre.titre,
        profil_historique=exigence.profil_historique,
    )


def _retrait(preuve: Preuve) -> Decision:
    return Decision(Provenance.RETIREE, RETIREE, "", tuple(preuve.sources.splitlines()))


def _ligne(
    decision: Decision, preuve: Preuve | None, attendue: PreuveAttendue | None = None, *, intitule: str = ""
) -> Ligne:
    titre = _titre_du_chapitre(decision, preuve, attendue)
    identifiant = attendue.identifiant if attendue else intitule or str(preuve)
    libelle = attendue.libelle if attendue else ""
    return Ligne(identifiant, libelle, titre, decision, _effet(decision, preuve, titre), preuve, attendue)


def _titre_du_chapitre(decision: Decision, preuve: Preuve | None, attendue: PreuveAttendue | None) -> str:
    """A complementary proof has its own chapter; one that is retired stays where it is."""
    if preuve and decision.provenance == Provenance.RETIREE:
        return str(preuve.chapitre)
    if attendue is None or decision.provenance == Provenance.COMPLEMENTAIRE:
        return Chapitre.COMPLEMENTAIRE
    return attendue.scenario.exigence.chapitre.titre


def _effet(decision: Decision, preuve: Preuve | None, chapitre: str) -> str:
    if preuve is None:
        return NOUVELLE
    if preuve.statut == Preuve.Statut.CONFORME:
        return ACQUISE
    if decision.est_dispense != preuve.est_dispensee:
        return DISPENSEE if decision.est_dispense else REDEMANDEE
    if chapitre != str(preuve.chapitre):
        return DEPLACEE
    dite = (preuve.provenance, preuve.raison, preuve.reference, preuve.sources)
    return AUCUN if dite == _colonnes(decision) else PRECISEE


def _colonnes(decision: Decision) -> tuple[str, str, str, str]:
    return decision.provenance.value, decision.motif, decision.reference, "\n".join(decision.depend_de)


def appliquer(candidature: Candidature, situation: Situation, demande: Demande) -> Apercu:
    """Makes the proofs what the preview says. Runs inside a transition, which journals the list once.

    A deposit or a verdict on a proof that does not change is left alone; a proof asked again returns to « à charger »
    and its deposits are archived, never erased. Applied twice, the second time changes nothing.
    """
    prevu = apercu(candidature, situation)
    chapitres = _Chapitres(candidature)
    nouvelles: list[Preuve] = []
    modifiees: list[Preuve] = []
    redemandees: list[Preuve] = []
    for ligne in prevu.changements:
        preuve = ligne.preuve or Preuve(attendue=ligne.attendue, intitule="" if ligne.attendue else ligne.identifiant)
        (modifiees if ligne.preuve else nouvelles).append(preuve)
        preuve.provenance, preuve.raison, preuve.reference, preuve.sources = _colonnes(ligne.decision)
        if ligne.decision.provenance != Provenance.RETIREE:
            preuve.chapitre = chapitres.pour(ligne)
        if ligne.effet == REDEMANDEE:
            preuve.statut, preuve.motif = Preuve.Statut.A_CHARGER, ""
            redemandees.append(preuve)
    Preuve.objects.bulk_create(nouvelles)
    colonnes = ["chapitre", "statut", "motif", "provenance", "raison", "reference", "sources"]
    Preuve.objects.bulk_update(modifiees, colonnes, batch_size=100)
    Depot.objects.actuels().filter(preuve__in=redemandees).update(archive_le=demande.recu_le)
    _retenir_les_profils(candidature, prevu.profils, demande.recu_le)
    _remettre_les_chapitres(candidature)
    return prevu


class _Chapitres:
    """The chapters of a candidature, made when a proof needs them."""

    def __init__(self, candidature: Candidature) -> None:
        self.candidature = candidature
        existants = Chapitre.objects.filter(candidature=candidature)
        self.par_cle = {chapitre.chapitre_rem_id or chapitre.titre: chapitre for chapitre in existants}

    def pour(self, ligne: Ligne) -> Chapitre:
        if ligne.attendue is None or ligne.decision.provenance == Provenance.COMPLEMENTAIRE:
            return self._trouver(Chapitre.COMPLEMENTAIRE, titre=Chapitre.COMPLEMENTAIRE)
        chapitre_rem = ligne.attendue.scenario.exigence.chapitre
        return self._trouver(chapitre_rem.pk, chapitre_rem=chapitre_rem)

    def _trouver(self, cle: int | str, **champs: object) -> Chapitre:
        if cle not in self.par_cle:
            self.par_cle[cle] = Chapitre.objects.create(candidature=self.candidature, **champs)
        return self.par_cle[cle]


def _retenir_les_profils(candidature: Candidature, codes: frozenset[str], le: datetime) -> None:
    profils = candidature.dispositif.profils.filter(code__in=codes)
    lignes = (ProfilRetenu(candidature=candidature, profil=profil, retenu_le=le) for profil in profils)
    ProfilRetenu.objects.bulk_create(lignes, ignore_conflicts=True)


def _remettre_les_chapitres(candidature: Candidature) -> None:
    """A chapter follows its proofs: nothing to do, or open again."""
    for chapitre in Chapitre.objects.filter(candidature=candidature).avec_compteurs():
        statut = _statut(chapitre)
        if statut != chapitre.statut:
            chapitre.statut = statut
            if statut != Chapitre.Statut.VALIDE:
                chapitre.valide_le = None
            chapitre.save(update_fields=["statut", "valide_le"])


def _statut(chapitre: Chapitre) -> str:
    statut, compte = Chapitre.Statut, chapitre.__dict__
    if compte["nb_preuves"] == 0:
        return statut.DISPENSE
    deja_soumis = chapitre.premiere_soumission_le is not None
    if chapitre.statut == statut.DISPENSE:
        return statut.A_MODIFIER if deja_soumis else statut.A_COMPLETER
    if chapitre.statut in (statut.SOUMIS, statut.VALIDE) and compte["nb_a_charger"]:
        return statut.A_MODIFIER
    return chapitre.statut
