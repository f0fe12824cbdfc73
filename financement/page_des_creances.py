"""A claim ready for its pages: what is declared in words, what is claimed on an order, whether it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from financement import contextes_du_solde
from financement.creances import MOTEURS, declaration_de
from financement.formats import FORMATS
from financement.formats.documentation import LIBELLES_DES_VALEURS
from financement.models import Commande, Creance, Part
from financement.regles.commande.faits import Bon, Constat, Signature
from financement.regles.monnaie import en_euros, en_pour_cent
from financement.regles.solde import ouverture
from financement.regles.solde.parametres import parametres
from segur.noyau.temps import jour_de_paris

TAUX = "taux_tva"
RIEN = "—"


def contenu(creance: Creance) -> list[tuple[str, Any]]:
    """Label and value of each field, in the words of the format: the supplier and the agent read the same."""
    declaration = declaration_de(creance)
    champs = FORMATS[creance.part].ligne.model_fields.items()
    return [(str(info.title), lisible(nom, getattr(declaration, nom))) for nom, info in champs if nom != "pieces"]


def lisible(champ: str, valeur: Any) -> Any:
    """A value as people read it."""
    if isinstance(valeur, Signature):
        return LIBELLES_DES_VALEURS[valeur.value]
    if isinstance(valeur, Decimal):
        return en_pour_cent(valeur) if champ == TAUX else en_euros(valeur)
    if isinstance(valeur, frozenset):
        return sorted(LIBELLES_DES_VALEURS.get(code, code) for code in valeur) or RIEN
    return RIEN if valeur is None or valeur == "" else valeur


def fonctions_attestees(commande: Commande, le: datetime) -> Mapping[str, str] | None:
    """REA-10: code and label of each function that a VA of this dispositif attests; None when no text lists them."""
    textes = parametres(commande.dispositif.code, jour_de_paris(le))
    return textes.fonctions.valeur if textes and textes.fonctions else None


def depart(commande: Commande) -> dict[str, Any]:
    """What the order says already of the claim to be typed: client, amounts, VAT, signature."""
    bon: Bon = commande.bon
    connus: dict[str, Any] = {"reference": bon.reference, "cle": bon.cle, "facture_client": bon.nom}
    connus |= {"va_signature": bon.signature.value, "va_signataire": bon.signataire, TAUX: _texte(bon.taux_tva)}
    if bon.principale:
        montants = (bon.principale.montant_ht, bon.principale.montant_ttc)
        connus |= dict(zip(("facture_ht", "facture_ttc"), map(_texte, montants), strict=True))
    return connus


def _texte(montant: Decimal | None) -> str | None:
    return None if montant is None else str(montant)


def brut(creance: Creance) -> dict[str, Any]:
    """The claim as a file would hold it, to be corrected."""
    return MOTEURS[creance.part].en_donnees(declaration_de(creance))


@dataclass(frozen=True)
class SoldeDeLaCommande:
    """Where the balance of an order stands: what was asked, and whether it may be asked now."""

    creances: list[Creance]
    conditions: tuple[Constat, ...]

    @property
    def demandable(self) -> bool:
        return ouverture.demandable(self.conditions)

    @property
    def manques(self) -> list[Constat]:
        return [constat for constat in self.conditions if not constat.motif.satisfait]


def solde_de(commande: Commande, le: datetime) -> SoldeDeLaCommande | None:
    """None as long as the advance is not validated."""
    if commande.statut != Commande.Statut.VALIDEE:
        return None
    creances = list(commande.creances.filter(part=Part.SOLDE).select_related("demande", "commande"))
    contexte = contextes_du_solde.contextes([commande], le)[commande.pk]
    return SoldeDeLaCommande(creances, ouverture.conditions(contexte))
