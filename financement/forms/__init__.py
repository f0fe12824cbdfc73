from financement.forms.commande import CommandeForm
from financement.forms.coordonnees import CoordonneesForm
from financement.forms.piece import PieceForm

__all__ = ["CommandeForm", "CoordonneesForm", "PieceForm"]
