"""What makes a deposit of orders admissible at all; whether each order is in order is judged apart (`commande`)."""

from collections.abc import Iterable
from datetime import datetime

from candidatures.regles import echeance_respectee
from financement.regles.textes import AF
from segur.noyau.regles import Motif, Reference, Version

AVANCE = Reference(AF, "section 6.2.1")
SOLDE = Reference(AF, "section 6.4")
SECONDAIRE = Reference(AF, "section 6.5")
UNICITE = Reference(AF, "section 4.2")
CORRECTIONS = Reference(AF, "section 6.2.1")


def depot_a_temps(*, recu_le: datetime, date_4: Version[datetime | None] | None) -> Motif:
    """AV-02: received at Date 4 at the latest, its own instant included."""
    if date_4 is None:
        return Motif("echeance", True, "Date 4 : aucun texte ne la fixe à ce jour.", AVANCE)
    return echeance_respectee(objet="Date 4, dépôt des demandes d’avance", recu_le=recu_le, echeance=date_4)


def solde_a_temps(*, recu_le: datetime, date_6: Version[datetime | None] | None) -> Motif:
    """SOL-03: received at Date 6 at the latest, its own instant included."""
    if date_6 is None:
        return Motif("echeance", True, "Date 6 : aucun texte ne la fixe à ce jour.", SOLDE)
    return echeance_respectee(objet="Date 6, dépôt des demandes de solde", recu_le=recu_le, echeance=date_6)


def une_par_client(*, deja: str) -> Motif:
    """ELI-09: a supplier does not deposit a second order for a client. `deja`: reference of the first one."""
    if not deja:
        return Motif("unicite", True, "Aucune autre de vos commandes ne porte sur ce client.", UNICITE)
    explication = f"Votre commande {deja} porte déjà sur ce client : une seule est financée. Retirez l’une des deux."
    return Motif("unicite", False, explication, UNICITE)


def une_par_commande(*, deja: bool) -> Motif:
    """SOL-01: one claim for each part of an order."""
    explication = "Cette part de la commande est déjà demandée : retirez l’une des deux demandes."
    return Motif("unicite", not deja, explication if deja else "Cette part n’est demandée qu’ici.", SOLDE)


def pieces_jointes(*, manquantes: Iterable[str], texte: Reference = AVANCE) -> Motif:
    """AV-03, SOL-04: the pieces due, and each other piece announced. `manquantes`: their labels."""
    absentes = list(manquantes)
    if not absentes:
        return Motif("pieces", True, "Les pièces dues sont jointes.", texte)
    return Motif("pieces", False, f"Pièces à joindre : {', '.join(absentes)}.", texte)


def quelque_chose_a_deposer(*, pretes: bool, quoi: str = "commande") -> Motif:
    prete, aucune = f"Au moins une {quoi} est prête.", f"Aucune {quoi} n’a toutes ses pièces : rien à déposer."
    return Motif("pretes", pretes, prete if pretes else aucune)


def champs_ouverts(*, fermes: Iterable[str]) -> Motif:
    """AV-05: what the ASP asked to correct may change, and nothing else. `fermes`: what changed without being asked."""
    noms = ", ".join(fermes)
    explication = f"Ces éléments ne sont pas à corriger : {noms}." if noms else "Seuls les éléments demandés changent."
    return Motif("champs_ouverts", not noms, explication, CORRECTIONS)
