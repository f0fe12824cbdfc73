from financement.models.bureau import ArbitrageDePlace, FiltreDeFile
from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.controle import CampagneDeControle, ControleAPosteriori, ReponseAuControle
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.creance import Creance, PieceDeCreance, PointDeCreance
from financement.models.demande import DemandeDeFinancement, EnvoiDePieces
from financement.models.devoir import InformationDuClient
from financement.models.ecriture import Ecriture, Position
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.indu import Indu, LettreDIndu, LigneDIndu, ObservationDIndu, Remboursement, Retenue
from financement.models.instruction import Instruite
from financement.models.modele import ControleDeMention, ModeleDeDocument
from financement.models.monitoring import ImportDeJournal, JournalTransmis, MoisDeMonitoring, Resiliation
from financement.models.paiement import LigneDePaiement, LotDePaiement, Part, Virement
from financement.models.pilote import (
    ContenuCouvert,
    DossierPilote,
    Pilote,
    PointDePilote,
    ProcesVerbal,
    SupportDeFormation,
)
from financement.models.portabilite import ListeDePortabilite
from financement.models.question import MessageDeQuestion, Question
from financement.models.realisation import AttestationDeFin, Incapacite, Moyen, PreserieValidee
from financement.models.retour import LigneDeRetour, RetourBancaire
from financement.models.satisfaction import BilanDeSatisfaction
from financement.models.simulation import LigneSimulee, Simulation

__all__ = [
    "ArbitrageDePlace",
    "AttestationDeFin",
    "BilanDeSatisfaction",
    "CampagneDeControle",
    "Commande",
    "ContenuCouvert",
    "ControleAPosteriori",
    "ControleDeMention",
    "CoordonneesBancaires",
    "Creance",
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
    "ImportDeJournal",
    "Incapacite",
    "Indu",
    "InformationDuClient",
    "Instruite",
    "JournalTransmis",
    "LettreDIndu",
    "LigneDIndu",
    "LigneDePaiement",
    "LigneDeRetour",
    "LigneSimulee",
    "ListeDePortabilite",
    "LotDePaiement",
    "MessageDeQuestion",
    "ModeleDeDocument",
    "MoisDeMonitoring",
    "Moyen",
    "ObservationDIndu",
    "Part",
    "Piece",
    "PieceDeCommande",
    "PieceDeCreance",
    "Pilote",
    "Point",
    "PointDeCommande",
    "PointDeCreance",
    "PointDePilote",
    "Position",
    "PreserieValidee",
    "ProcesVerbal",
    "Question",
    "Remboursement",
    "ReponseAuControle",
    "Resiliation",
    "Retenue",
    "RetourBancaire",
    "Simulation",
    "SupportDeFormation",
    "Virement",
]
