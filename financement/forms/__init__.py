from financement.forms.coordonnees import CoordonneesForm
from financement.forms.paiement import PreparationForm, RetourForm
from financement.forms.piece import PieceForm

__all__ = ["CoordonneesForm", "PieceForm", "PreparationForm", "RetourForm"]
