"""Where the payment of an order stands, read from the ledger and from the batches: no status of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper

from financement.models import Commande, LigneDePaiement, Part, Position, Virement
from financement.models.ecriture import arretee, reversement_attendu


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


LIBELLES = {
    "envoyee": {
        Part.AVANCE: "Avance envoyée à la banque",
        Part.SOLDE: "Solde envoyé à la banque",
        Part.SECONDAIRE: "Prestation secondaire envoyée à la banque",
    },
    "rejetee": {
        Part.AVANCE: "Virement rejeté, avance de nouveau à payer",
        Part.SOLDE: "Virement rejeté, solde de nouveau à payer",
        Part.SECONDAIRE: "Virement rejeté, prestation secondaire de nouveau à payer",
    },
}

ARRETS = {
    "arretee": (arretee, "rien ne se paie plus, incapacité déclarée ou référencement retiré"),
    "retenue": (reversement_attendu, "en attente, un reversement est ordonné sur cette commande"),
}
"""By name of an annotation of `Position`, what stops a payment that is due, and how it is told."""


def situation_de_paiement(commande: Commande, part: str = Part.AVANCE) -> Situation:
    """« Décidée et payée », « Avance à payer »…; empty until that part is committed."""
    return situations_de_paiement([commande.pk], part)[commande.pk]


def situations_de_paiement(commandes: Collection[int], part: str = Part.AVANCE) -> dict[int, Situation]:
    """For a list, in two queries. A balance is committed with its order: whoever calls knows if it was granted."""
    arrets = {nom: ExpressionWrapper(arret("commande"), BooleanField()) for nom, (arret, _) in ARRETS.items()}
    lues = Position.objects.filter(commande__in=commandes, part=part).annotate(**arrets)
    positions = {position.commande_id: position for position in lues}
    lignes = LigneDePaiement.objects.filter(commande__in=commandes, part=part).select_related("virement")
    dernieres = {ligne.commande_id: ligne for ligne in lignes.order_by("pk")}
    return {pk: _situer(Part(part), positions.get(pk), dernieres.get(pk)) for pk in commandes}


def _situer(part: Part, position: Position | None, derniere: LigneDePaiement | None) -> Situation:
    if position is None:
        return Situation()
    if position.regle:
        return Situation("payee", "Décidée et payée")
    if position.verse:
        return Situation("envoyee", LIBELLES["envoyee"][part])
    if derniere and derniere.vive:
        return Situation("en_lot", f"{part.label} en cours de mise en paiement")
    arret = next((nom for nom in ARRETS if getattr(position, nom)), "")
    if arret:
        return Situation(arret, f"{part.label} : {ARRETS[arret][1]}")
    if derniere and derniere.virement.statut == Virement.Statut.REJETE:
        return Situation("rejetee", LIBELLES["rejetee"][part], derniere.virement.motif)
    return Situation("a_payer", f"{part.label} à payer")
