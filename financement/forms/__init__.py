from financement.forms.commande import CommandeForm
from financement.forms.coordonnees import CoordonneesForm
from financement.forms.declaration import DeclarationForm
from financement.forms.depot import ArchiveForm, DepotForm, GroupeForm, PieceJointeForm
from financement.forms.modele import ModeleForm
from financement.forms.paiement import PreparationForm, RetourForm
from financement.forms.piece import PieceForm
from financement.forms.pilote import ProcesVerbalForm, SupportForm
from financement.forms.question import MessageForm, QuestionForm
from financement.forms.simulation import CadreForm, SimulationForm

__all__ = [
    "ArchiveForm",
    "CadreForm",
    "CommandeForm",
    "CoordonneesForm",
    "DeclarationForm",
    "DepotForm",
    "GroupeForm",
    "MessageForm",
    "ModeleForm",
    "PieceJointeForm",
    "PieceForm",
    "PreparationForm",
    "ProcesVerbalForm",
    "QuestionForm",
    "RetourForm",
    "SimulationForm",
    "SupportForm",
]
