from financement.forms.coordonnees import CoordonneesForm
from financement.forms.modele import ModeleForm
from financement.forms.piece import PieceForm
from financement.forms.question import MessageForm, QuestionForm

__all__ = ["CoordonneesForm", "MessageForm", "ModeleForm", "PieceForm", "QuestionForm"]
