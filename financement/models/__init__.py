from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.demande import DemandeDeFinancement
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.instruction import Instruite
from financement.models.modele import ControleDeMention, ModeleDeDocument
from financement.models.question import MessageDeQuestion, Question
from financement.models.simulation import LigneSimulee, Simulation

__all__ = [
    "Commande",
    "ControleDeMention",
    "CoordonneesBancaires",
    "DemandeDeFinancement",
    "Droit",
    "DuFournisseur",
    "Enrolement",
    "Fournisseur",
    "Habilitation",
    "Instruite",
    "LigneSimulee",
    "MessageDeQuestion",
    "ModeleDeDocument",
    "Piece",
    "PieceDeCommande",
    "Point",
    "PointDeCommande",
    "Simulation",
    "Question",
]
