from financement.forms.commande import CommandeForm
from financement.forms.coordonnees import CoordonneesForm
from financement.forms.declaration import DeclarationForm
from financement.forms.depot import ArchiveForm, DepotForm, GroupeForm, PieceJointeForm
from financement.forms.devoir import InformationsForm
from financement.forms.indu import ConstatForm, PropositionForm
from financement.forms.modele import ModeleForm
from financement.forms.paiement import PreparationForm, RetourForm
from financement.forms.piece import PieceForm
from financement.forms.pilote import ProcesVerbalForm, SupportForm
from financement.forms.question import MessageForm, QuestionForm
from financement.forms.realisation import (
    AttestationForm,
    IncapaciteForm,
    InformationForm,
    PlusieursForm,
    PreserieForm,
    RetraitForm,
)
from financement.forms.simulation import CadreForm, SimulationForm

__all__ = [
    "ArchiveForm",
    "AttestationForm",
    "CadreForm",
    "CommandeForm",
    "ConstatForm",
    "CoordonneesForm",
    "DeclarationForm",
    "DepotForm",
    "GroupeForm",
    "IncapaciteForm",
    "InformationForm",
    "InformationsForm",
    "MessageForm",
    "ModeleForm",
    "PieceJointeForm",
    "PieceForm",
    "PlusieursForm",
    "PreparationForm",
    "PreserieForm",
    "ProcesVerbalForm",
    "PropositionForm",
    "QuestionForm",
    "RetourForm",
    "RetraitForm",
    "SimulationForm",
    "SupportForm",
]
