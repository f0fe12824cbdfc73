from financement.models.coordonnees import CoordonneesBancaires
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation

__all__ = [
    "CoordonneesBancaires",
    "Droit",
    "DuFournisseur",
    "Enrolement",
    "Fournisseur",
    "Habilitation",
    "Piece",
    "Point",
]
