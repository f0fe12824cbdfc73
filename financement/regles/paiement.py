"""Payments in plain values: who may do what, when, on which content; what a line of the bank changes."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from segur.noyau.jours import jour
from segur.noyau.regles import Motif

JOURS_D_AVANCE = 30  # how far ahead an execution date may be: our own choice, no text sets it (decision 0052)
LIGNES_PAR_LOT = 1000  # what one batch holds at most, so that it is read and exported in one request


def personnes_distinctes(*, preparateur: int, controleurs: Collection[int], acteur: int) -> Motif:
    """Who checked an order, who prepares its payment and who approves it are three persons (surete C5)."""
    if acteur == preparateur:
        return Motif("personnes", False, "Vous avez préparé ce lot : une autre personne l’approuve.")
    if acteur in controleurs:
        return Motif("personnes", False, "Vous avez contrôlé une commande de ce lot : une autre personne l’approuve.")
    return Motif("personnes", True, "Qui contrôle, qui prépare et qui approuve sont des personnes distinctes.")


def execution_possible(*, execution_le: date, le: date) -> Motif:
    """A working day, neither past nor too far."""
    if execution_le < le:
        return Motif("saisie:execution_le", False, f"La date d’exécution ({execution_le:%d/%m/%Y}) est passée.")
    if execution_le > le + timedelta(days=JOURS_D_AVANCE):
        return Motif("saisie:execution_le", False, f"Choisissez une date dans les {JOURS_D_AVANCE} jours.")
    ouvre = jour(execution_le).est_ouvre
    dit = f"Le {execution_le:%d/%m/%Y} ({jour(execution_le)}) "
    return Motif("saisie:execution_le", ouvre, dit + ("est un jour ouvré." if ouvre else "n’est pas un jour ouvré."))


def prochain_jour_ouvre(le: date) -> date:
    """After that day."""
    suivant = le + timedelta(days=1)
    while not jour(suivant).est_ouvre:
        suivant += timedelta(days=1)
    return suivant


def contenu_intact(*, attendue: str, calculee: str) -> Motif:
    intact = attendue == calculee
    dit = "Le contenu du lot est celui qui a été vu."
    return Motif("contenu", intact, dit if intact else "Le contenu du lot a changé : l’approbation ne vaut plus.")


def coordonnees_inchangees(*, changees: Iterable[str]) -> Motif:
    """`changees`: suppliers whose details in service are no longer those of the batch, or wait for their delay."""
    noms = ", ".join(changees)
    dit = "Les coordonnées bancaires du lot sont celles qui servent."
    if noms:
        dit = f"Coordonnées bancaires changées depuis la préparation : {noms}. Actualisez le lot : ils en sortent."
    return Motif("coordonnees", not noms, dit)


def commandes_payables(*, arretees: Collection[str]) -> Motif:
    """`arretees`: orders of the batch on which nothing is paid (REA-03, IND-06), or not yet (IND-01)."""
    dit = "Les commandes du lot se paient."
    if arretees:
        dit = (
            "Incapacité déclarée, référencement retiré ou reversement ordonné depuis la préparation : "
            f"{', '.join(arretees)}. Actualisez le lot : leurs virements en sortent ; s’il n’en reste aucun, annulez "
            "le lot."
        )
    return Motif("commandes", not arretees, dit)


def retenues_a_jour(*, manquantes: Collection[str]) -> Motif:
    """`manquantes`: suppliers whose transfer could still keep some of what they owe, by a set-off decided (IND-01)."""
    dit = "Ce que les fournisseurs doivent est retenu."
    if manquantes:
        dit = (
            f"Un indu reste à retenir, la compensation étant décidée ou libérée depuis la préparation : "
            f"{', '.join(manquantes)}. Actualisez le lot : leurs virements en sortent, et se préparent de nouveau."
        )
    return Motif("retenues", not manquantes, dit)


def empreinte_du_lot(*, execution_le: date, virements: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 of what is paid, to whom, where (reference of the bank details), for which orders."""
    contenu = json.dumps([execution_le.isoformat(), *virements], default=str, ensure_ascii=False)
    return hashlib.sha256(contenu.encode()).hexdigest()


A_PAYER, EXPORTE, PAYE, REJETE = "a_payer", "exporte", "paye", "rejete"
CONTREDIT = (
    "La banque dit payé un virement qu’elle avait rejeté : vérifiez auprès d’elle que ses sommes ne sont pas payées "
    "deux fois."
)


@dataclass(frozen=True, slots=True)
class Suite:
    """What a line of the bank does: the next status of the transfer, or the anomaly that leaves it as it is."""

    statut: str = ""
    anomalie: str = ""


def suite_du_retour(
    *, statut: str | None, montant: Decimal | None, constat: str, montant_lu: Decimal | None, retour_de_fonds: bool
) -> Suite:
    """`statut`, `montant`: of the transfer found, None without any. `constat`: "paye" or "rejete".

    `retour_de_fonds`: the money came back after it was settled; the only thing that changes a settled transfer.
    """
    if statut is None or montant is None:
        return Suite(anomalie="Référence inconnue : aucun virement de ce portail ne la porte.")
    if montant_lu is not None and montant_lu != montant:
        return Suite(anomalie=f"Montant différent : {montant_lu} € au lieu de {montant} €.")
    if statut == A_PAYER:
        return Suite(anomalie="Ce virement n’a pas été exporté.")
    if statut == REJETE:
        return Suite(anomalie=CONTREDIT if constat == PAYE else "Déjà rejeté : sans effet.")
    if statut == PAYE and not (constat == REJETE and retour_de_fonds):
        return Suite(anomalie="Déjà payé : sans effet.")
    if statut not in (EXPORTE, PAYE):
        return Suite(anomalie="Ce virement a été retiré de son lot.")
    return Suite(statut=constat)
