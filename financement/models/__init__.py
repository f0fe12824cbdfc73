from financement.models.bureau import ArbitrageDePlace, FiltreDeFile
from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.demande import DemandeDeFinancement, EnvoiDePieces
from financement.models.ecriture import Ecriture, Position
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.instruction import Instruite
from financement.models.modele import ControleDeMention, ModeleDeDocument
from financement.models.paiement import LigneDePaiement, LotDePaiement, Part, Virement
from financement.models.pilote import (
    ContenuCouvert,
    DossierPilote,
    Pilote,
    PointDePilote,
    ProcesVerbal,
    SupportDeFormation,
)
from financement.models.question import MessageDeQuestion, Question
from financement.models.retour import LigneDeRetour, RetourBancaire
from financement.models.simulation import LigneSimulee, Simulation

__all__ = [
    "ArbitrageDePlace",
    "Commande",
    "ContenuCouvert",
    "ControleDeMention",
    "CoordonneesBancaires",
    "DemandeDeFinancement",
    "DossierPilote",
    "Droit",
    "DuFournisseur",
    "Ecriture",
    "Enrolement",
    "EnvoiDePieces",
    "FiltreDeFile",
    "Fournisseur",
    "Habilitation",
    "Instruite",
    "LigneDePaiement",
    "LigneDeRetour",
    "LigneSimulee",
    "LotDePaiement",
    "MessageDeQuestion",
    "ModeleDeDocument",
    "Part",
    "Piece",
    "PieceDeCommande",
    "Pilote",
    "Point",
    "PointDeCommande",
    "PointDePilote",
    "Position",
    "ProcesVerbal",
    "Question",
    "RetourBancaire",
    "Simulation",
    "SupportDeFormation",
    "Virement",
]
