from financement.models.coordonnees import CoordonneesBancaires
from financement.models.enrolement import Enrolement, Piece, Point
from financement.models.fournisseur import Droit, DuFournisseur, Fournisseur, Habilitation
from financement.models.modele import ControleDeMention, ModeleDeDocument
from financement.models.question import MessageDeQuestion, Question

__all__ = [
    "ControleDeMention",
    "CoordonneesBancaires",
    "Droit",
    "DuFournisseur",
    "Enrolement",
    "Fournisseur",
    "Habilitation",
    "MessageDeQuestion",
    "ModeleDeDocument",
    "Piece",
    "Point",
    "Question",
]
