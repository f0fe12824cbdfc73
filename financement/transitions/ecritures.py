"""What adds lines to the ledger. Each decision leaves one line in the journal of the order's request, and its amounts.

Nothing here judges: whoever calls has decided, inside its own transaction, and holds the order or its batch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from financement.models import Commande, Ecriture, LigneDePaiement, LigneDIndu, Part
from financement.regles.ecritures import PREFIXE
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import Registre
from segur.noyau.transitions import Demande

Nature = Ecriture.Nature


@dataclass(frozen=True)
class Mouvement:
    """One line to come: `montant` is signed."""

    part: str
    nature: str
    montant: Decimal
    ligne: LigneDePaiement | None = None

    def en_donnees(self) -> dict[str, Any]:
        ligne = self.ligne.pk if self.ligne else None
        return {"part": self.part, "nature": self.nature, "montant": f"{self.montant:.2f}", "ligne": ligne}


def engager(commande: Commande, demande: Demande) -> None:
    """The main prestation is committed: its advance, due now, and its balance. Again: nothing (AV-04, SOL-05).

    Called by what validates the order, in the same transaction, once `avance` and `solde` are on it.
    """
    if commande.avance is None or commande.ecritures.filter(nature=Nature.ENGAGEMENT).exists():
        return
    montants = [(Part.AVANCE, commande.avance), (Part.SOLDE, commande.solde or Decimal(0))]
    mouvements = [Mouvement(part, Nature.ENGAGEMENT, montant) for part, montant in montants if montant]
    ecrire(commande, demande, "engager", "Prestation principale engagée", mouvements)


def engager_une_part(commande: Commande, part: str, montant: Decimal, demande: Demande) -> None:
    """What a claim makes due beyond the order's own commitment (secondary service). Again: nothing.

    Called by what validates the claim, in the same transaction.
    """
    if commande.ecritures.filter(nature=Nature.ENGAGEMENT, part=part).exists():
        return
    mouvement = Mouvement(part, Nature.ENGAGEMENT, montant)
    ecrire(commande, demande, "engager", f"{Part(part).label} : montant engagé", [mouvement])


def verser(ligne: LigneDePaiement, demande: Demande) -> None:
    """Sent to the bank."""
    mouvement = Mouvement(ligne.part, ligne.part, ligne.montant, ligne)
    ecrire(ligne.commande, demande, "verser", f"{ligne.get_part_display()} : envoi à la banque", [mouvement])


def regler(ligne: LigneDePaiement, demande: Demande) -> None:
    """The bank says that it is paid."""
    mouvement = Mouvement(ligne.part, Nature.REGLEMENT, ligne.montant, ligne)
    ecrire(ligne.commande, demande, "regler", f"{ligne.get_part_display()} : paiement confirmé", [mouvement])


def rejeter(ligne: LigneDePaiement, demande: Demande, nature: str = Nature.REJET) -> None:
    """The bank refused the transfer, or gave the money back (`RETOUR`): the part is due again."""
    mouvement = Mouvement(ligne.part, nature, -ligne.montant, ligne)
    ecrire(ligne.commande, demande, "rejeter", "Virement rejeté par la banque : de nouveau à payer", [mouvement])


def reprendre(commande: Commande, part: str, montant: Decimal, demande: Demande) -> None:
    """The supplier gave it back."""
    recit = f"{Part(part).label} : {montant} € reversés par le fournisseur"
    ecrire(commande, demande, "reprendre", recit, [Mouvement(part, Nature.REPRISE, -montant)])


def ecrire(commande: Commande, demande: Demande, geste: str, recit: str, mouvements: list[Mouvement]) -> None:
    """One decision in the journal, its lines in the ledger; the database adds up and refuses what does not hold."""
    decision = inscrire(
        commande,
        action=f"{PREFIXE}{geste}",
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        de=commande.statut,
        vers=commande.statut,
        details={"commande": commande.reference, "ecritures": [m.en_donnees() for m in mouvements]},
    )
    Ecriture.objects.bulk_create(
        Ecriture(
            commande=commande,
            part=mouvement.part,
            nature=mouvement.nature,
            montant=mouvement.montant,
            le=demande.recu_le,
            decision=decision,
            ligne=mouvement.ligne,
        )
        for mouvement in mouvements
    )


def retenir_les_journaux(lignes: Iterable[LigneDePaiement | LigneDIndu]) -> None:
    """Locks the chains that these lines will be told in, always in the same order: two batches never wait in a ring."""
    cles = {ligne.commande.cle_dossier for ligne in lignes}
    list(Registre.objects.filter(dossier__in=cles).order_by("dossier").select_for_update())
