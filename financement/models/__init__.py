from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.demande import DemandeDeFinancement
from financement.models.ecriture import Ecriture, Position
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.instruction import Instruite
from financement.models.paiement import LigneDePaiement, LotDePaiement, Part, Virement
from financement.models.retour import LigneDeRetour, RetourBancaire

__all__ = [
    "Commande",
    "CoordonneesBancaires",
    "DemandeDeFinancement",
    "Droit",
    "DuFournisseur",
    "Ecriture",
    "Enrolement",
    "Fournisseur",
    "Habilitation",
    "Instruite",
    "LigneDePaiement",
    "LigneDeRetour",
    "LotDePaiement",
    "Part",
    "Piece",
    "PieceDeCommande",
    "Point",
    "PointDeCommande",
    "Position",
    "RetourBancaire",
    "Virement",
]
