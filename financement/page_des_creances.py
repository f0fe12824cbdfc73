"""A claim ready for its pages: what is declared in words, what is claimed on an order, whether it may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from financement.creances import MOTEURS, TAUX, contextes_des_commandes, declaration_de, declare_par
from financement.models import Commande, Creance, Part
from financement.regles.commande.faits import Bon, Constat
from financement.regles.demande_secondaire.faits import ContexteDeLaSecondaire, NiveauFacture
from financement.regles.demande_secondaire.juger import montant_du
from financement.regles.solde import ouverture
from financement.regles.solde.parametres import parametres
from segur.noyau.temps import jour_de_paris


def contenu(creance: Creance) -> list[tuple[str, Any]]:
    """Label and value of each field."""
    return [(libelle, valeur) for _, libelle, valeur in declare_par(creance)]


def fonctions_attestees(commande: Commande, le: datetime) -> Mapping[str, str] | None:
    """REA-10: code and label of each function that a VA of this dispositif attests; None when no text lists them."""
    textes = parametres(commande.dispositif.code, jour_de_paris(le))
    return textes.fonctions.valeur if textes and textes.fonctions else None


def depart(commande: Commande, etat: "PartDeLaCommande") -> dict[str, Any]:
    """What is known already of the claim to be typed: client, VAT, and what its part adds."""
    bon: Bon = commande.bon
    connus: dict[str, Any] = {"reference": bon.reference, "cle": bon.cle, "facture_client": bon.nom}
    return connus | {TAUX: _texte(bon.taux_tva)} | DEPARTS[etat.part](bon, etat.contexte)


def _depart_du_solde(bon: Bon, contexte: Any) -> dict[str, Any]:
    """The amounts and the signature of the order."""
    connus: dict[str, Any] = {"va_signature": bon.signature.value, "va_signataire": bon.signataire}
    if bon.principale:
        connus |= _montants(bon.principale.montant_ht, bon.principale.montant_ttc)
    return connus


def _depart_de_la_secondaire(bon: Bon, contexte: ContexteDeLaSecondaire) -> dict[str, Any]:
    """The period and the level of the journal, and the amounts that they make due."""
    connus: dict[str, Any] = {}
    if contexte.journal:
        connus |= {"periode_du": str(contexte.journal.debut), "periode_au": str(contexte.journal.fin)}
    if trouve := montant_du(contexte):
        niveau = NiveauFacture.ENTIER if trouve.perf == 1 else NiveauFacture.PARTIEL
        connus |= {"facture_niveau": niveau.value} | _montants(trouve.ht, trouve.verse if trouve.taxe else None)
    return connus


DEPARTS: dict[str, Callable[[Bon, Any], dict[str, Any]]] = {
    Part.SOLDE: _depart_du_solde,
    Part.SECONDAIRE: _depart_de_la_secondaire,
}


def _montants(ht: Decimal, ttc: Decimal | None) -> dict[str, str | None]:
    return {"facture_ht": _texte(ht), "facture_ttc": _texte(ttc)}


def _texte(montant: Decimal | None) -> str | None:
    return None if montant is None else str(montant)


def brut(creance: Creance) -> dict[str, Any]:
    """The claim as a file would hold it, to be corrected."""
    return MOTEURS[creance.part].en_donnees(declaration_de(creance))


@dataclass(frozen=True)
class PartDeLaCommande:
    """Where one part of an order stands: what was asked, and whether it may be asked now."""

    part: str
    creances: list[Creance]
    contexte: Any
    conditions: tuple[Constat, ...]

    @property
    def montant(self) -> Decimal | None:
        """What would be paid; None when it cannot be said yet."""
        return MOTEURS[self.part].montant(self.contexte)

    @property
    def demandee(self) -> bool:
        return any(creance.compte for creance in self.creances)

    @property
    def demandable(self) -> bool:
        return ouverture.demandable(self.conditions)

    @property
    def manques(self) -> list[Constat]:
        return [constat for constat in self.conditions if not constat.motif.satisfait]


def part_de(commande: Commande, part: str, le: datetime) -> PartDeLaCommande | None:
    """None as long as the advance is not validated."""
    if commande.statut != Commande.Statut.VALIDEE:
        return None
    creances = list(commande.creances.filter(part=part))
    demandees = [commande.pk] if any(creance.compte for creance in creances) else []
    contexte = contextes_des_commandes(part, [commande], le, demandees=demandees)[commande.pk]
    return PartDeLaCommande(part, creances, contexte, MOTEURS[part].conditions(contexte))
