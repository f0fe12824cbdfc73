"""Where the payment of an order stands, read from the ledger and from the batches: no status of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from financement.models import Commande, LigneDePaiement, Part, Position, Virement


@dataclass(frozen=True, slots=True)
class Situation:
    """`detail`: why a transfer was rejected, when one was."""

    code: str = ""
    libelle: str = ""
    detail: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)

    def __str__(self) -> str:
        return self.libelle


def situation_de_paiement(commande: Commande) -> Situation:
    """« Décidée et payée », « Avance à payer »…; empty until the order is committed."""
    return situations_de_paiement([commande.pk])[commande.pk]


def situations_de_paiement(commandes: Collection[int]) -> dict[int, Situation]:
    """For a list, in two queries."""
    avances = {p.commande_id: p for p in Position.objects.filter(commande__in=commandes, part=Part.AVANCE)}
    lignes = LigneDePaiement.objects.filter(commande__in=commandes, part=Part.AVANCE).select_related("virement")
    dernieres = {ligne.commande_id: ligne for ligne in lignes.order_by("pk")}
    return {pk: _situer(avances.get(pk), dernieres.get(pk)) for pk in commandes}


def _situer(avance: Position | None, derniere: LigneDePaiement | None) -> Situation:
    if avance is None:
        return Situation()
    if avance.regle:
        return Situation("payee", "Décidée et payée")
    if avance.verse:
        return Situation("envoyee", "Avance envoyée à la banque")
    if derniere and derniere.vive:
        return Situation("en_lot", "Avance en cours de mise en paiement")
    if derniere and derniere.virement.statut == Virement.Statut.REJETE:
        return Situation("rejetee", "Virement rejeté, avance de nouveau à payer", derniere.virement.motif)
    return Situation("a_payer", "Avance à payer")
