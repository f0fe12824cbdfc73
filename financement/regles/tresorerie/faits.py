"""What is known of one part of one order when one asks what its payment waits for. Plain values."""

from dataclasses import dataclass

AVANCE, SOLDE, SECONDAIRE = "avance", "solde", "secondaire"
PARTS = (AVANCE, SOLDE, SECONDAIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faits:
    """The database says the same under the same names (`financement.tresorerie.lecture`).

    `demande`: status of what the part is paid on (the order for an advance, a claim otherwise); "" without any.
    `paiement`: « payee », « envoyee », « en_lot », « compte_rejete », or "".
    """

    commande: str
    demande: str = ""
    paiement: str = ""
    nulle: bool = False
    place_disputee: bool = False
    incapable: bool = False
    retiree: bool = False
    resiliee: bool = False
    a_reverser: bool = False
    forclos: bool = False
    coordonnees: str = "en_service"
    pilotes: str = "acceptes"
    preserie: bool = True
    realisation: str = "en_cours"
    secondaire: bool = True
    solde: str = "ouvert"
    journal: bool = False
