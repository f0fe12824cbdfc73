from financement.models.bureau import ArbitrageDePlace, FiltreDeFile
from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.demande import DemandeDeFinancement, EnvoiDePieces
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.instruction import Instruite
from financement.models.modele import ControleDeMention, ModeleDeDocument
from financement.models.question import MessageDeQuestion, Question
from financement.models.simulation import LigneSimulee, Simulation

__all__ = [
    "ArbitrageDePlace",
    "Commande",
    "ControleDeMention",
    "CoordonneesBancaires",
    "DemandeDeFinancement",
    "Droit",
    "DuFournisseur",
    "Enrolement",
    "EnvoiDePieces",
    "FiltreDeFile",
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
