"""What makes a deposit of orders admissible at all; whether each order is in order is judged apart (`commande`)."""

from collections.abc import Iterable
from datetime import datetime

from candidatures.regles import echeance_respectee
from financement.regles.textes import AF
from segur.noyau.regles import Motif, Reference, Version

AVANCE = Reference(AF, "section 6.2.1")
UNICITE = Reference(AF, "section 4.2")
CORRECTIONS = Reference(AF, "section 6.2.1")


def depot_a_temps(*, recu_le: datetime, date_4: Version[datetime | None] | None) -> Motif:
    """AV-02: received at Date 4 at the latest, its own instant included."""
    if date_4 is None:
        return Motif("echeance", True, "Date 4 : aucun texte ne la fixe à ce jour.", AVANCE)
    return echeance_respectee(objet="Date 4, dépôt des demandes d’avance", recu_le=recu_le, echeance=date_4)


def une_par_client(*, deja: str) -> Motif:
    """ELI-09: a supplier does not deposit a second order for a client. `deja`: reference of the first one."""
    if not deja:
        return Motif("unicite", True, "Aucune autre de vos commandes ne porte sur ce client.", UNICITE)
    explication = f"Votre commande {deja} porte déjà sur ce client : une seule est financée. Retirez l’une des deux."
    return Motif("unicite", False, explication, UNICITE)


def pieces_jointes(*, manquantes: Iterable[str]) -> Motif:
    """AV-03: the copy of the signed order, and each other piece announced. `manquantes`: their labels."""
    absentes = list(manquantes)
    if not absentes:
        return Motif("pieces", True, "Les pièces de la commande sont jointes.", AVANCE)
    return Motif("pieces", False, f"Pièces à joindre : {', '.join(absentes)}.", AVANCE)


def quelque_chose_a_deposer(*, pretes: bool) -> Motif:
    explication = "Des commandes sont prêtes." if pretes else "Aucune commande n’a toutes ses pièces : rien à déposer."
    return Motif("pretes", pretes, explication)


def champs_ouverts(*, fermes: Iterable[str]) -> Motif:
    """AV-05: what the ASP asked to correct may change, and nothing else. `fermes`: what changed without being asked."""
    noms = ", ".join(fermes)
    explication = f"Ces éléments ne sont pas à corriger : {noms}." if noms else "Seuls les éléments demandés changent."
    return Motif("champs_ouverts", not noms, explication, CORRECTIONS)
