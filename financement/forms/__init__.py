from financement.forms.coordonnees import CoordonneesForm
from financement.forms.piece import PieceForm
from financement.forms.pilote import ProcesVerbalForm, SupportForm

__all__ = ["CoordonneesForm", "PieceForm", "ProcesVerbalForm", "SupportForm"]
