from financement.forms.coordonnees import CoordonneesForm
from financement.forms.piece import PieceForm

__all__ = ["CoordonneesForm", "PieceForm"]
