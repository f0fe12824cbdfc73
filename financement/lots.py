"""The same action on many orders: what would be done of each, then each in its own transaction, then one message."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction as db

from financement.models import Commande
from financement.transitions.annonces_du_bureau import A_MODIFIER, A_VALIDER, REJETEES, VALIDEES, Annonce, annoncer
from financement.transitions.charge import prendre_en_charge, rendre
from financement.transitions.controle_des_commandes import demander_des_modifications, proposer_la_validation
from financement.transitions.decision_des_commandes import annuler_si_change, confirmer_le_rejet, valider
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Refus, Transition


@dataclass(frozen=True)
class Geste:
    """One bulk action. `annonce`: what it tells, once for each request."""

    transition: Transition
    libelle: str
    fera: str
    annonce: Annonce | None = None


GESTES = {
    "prendre": Geste(prendre_en_charge, "Prendre en charge", "sera prise en charge par vous"),
    "rendre": Geste(rendre, "Rendre à la file", "sera rendue à la file"),
    "proposer": Geste(proposer_la_validation, "Proposer la validation", "sera proposée à la validation", A_VALIDER),
    "modifier": Geste(demander_des_modifications, "Demander des modifications", "repartira à modifier", A_MODIFIER),
    "valider": Geste(valider, "Valider", "sera validée, avance prête à payer", VALIDEES),
    "rejeter": Geste(confirmer_le_rejet, "Confirmer les rejets", "sera rejetée", REJETEES),
}


@dataclass(frozen=True)
class Prevue:
    """One order of the preview: what will be done, or why not. `controle` is judged only with what will be typed."""

    commande: Commande
    verdict: Verdict


@dataclass(frozen=True)
class Rapport:
    faites: list[Commande]
    refusees: list[tuple[Commande, Verdict]]


def prevoir(geste: Geste, commandes: Iterable[Commande], demande: Demande, *, complet: bool) -> list[Prevue]:
    """Reads, writes nothing. `complet`: the data of the action is there too, and is judged with the rest."""
    return [Prevue(commande, _juger(geste.transition, commande, demande, complet)) for commande in commandes]


def _juger(transition: Transition, commande: Commande, demande: Demande, complet: bool) -> Verdict:
    verdict = transition.verdict(commande, demande)
    return verdict + transition.controle(commande, demande) if complet and verdict.favorable else verdict


def executer_le_lot(geste: Geste, commandes: Sequence[Commande], demande: Demande) -> Rapport:
    """Each order in its own transaction: one refused stops no other. The same key again changes nothing more."""
    faites: list[Commande] = []
    refusees: list[tuple[Commande, Verdict]] = []
    for commande in commandes:
        try:
            faites.append(geste.transition(commande, _pour(commande, demande)))
        except Refus as refus:
            annuler_si_change(commande, demande, refus)
            refusees.append((commande, refus.verdict))
    if geste.annonce and faites:
        with db.atomic():
            annoncer(geste.annonce, faites, demande)
    return Rapport(faites, refusees)


def _pour(commande: Commande, demande: Demande) -> Demande:
    cle = demande.cle and f"{commande.pk}:{demande.cle}"[:64]
    donnees: Mapping[str, Any] = {**demande.donnees, "en_lot": True}
    return replace(demande, cle=cle, donnees=donnees)
