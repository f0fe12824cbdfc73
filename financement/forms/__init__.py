from financement.forms.commande import CommandeForm
from financement.forms.coordonnees import CoordonneesForm
from financement.forms.depot import ArchiveForm, DepotForm, GroupeForm, PieceDeCommandeForm
from financement.forms.indu import ConstatForm, PropositionForm
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
    "ConstatForm",
    "CoordonneesForm",
    "DepotForm",
    "GroupeForm",
    "MessageForm",
    "ModeleForm",
    "PieceDeCommandeForm",
    "PieceForm",
    "PreparationForm",
    "ProcesVerbalForm",
    "PropositionForm",
    "QuestionForm",
    "RetourForm",
    "SimulationForm",
    "SupportForm",
]
