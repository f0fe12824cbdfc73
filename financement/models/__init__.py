from financement.models.commande import Commande, PieceDeCommande, PointDeCommande
from financement.models.coordonnees import CoordonneesBancaires
from financement.models.demande import DemandeDeFinancement
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.instruction import Instruite
from financement.models.pilote import (
    ContenuCouvert,
    DossierPilote,
    Pilote,
    PointDePilote,
    ProcesVerbal,
    SupportDeFormation,
)

__all__ = [
    "Commande",
    "ContenuCouvert",
    "CoordonneesBancaires",
    "DemandeDeFinancement",
    "DossierPilote",
    "Droit",
    "DuFournisseur",
    "Enrolement",
    "Fournisseur",
    "Habilitation",
    "Instruite",
    "Piece",
    "PieceDeCommande",
    "Pilote",
    "Point",
    "PointDeCommande",
    "PointDePilote",
    "ProcesVerbal",
    "SupportDeFormation",
]
