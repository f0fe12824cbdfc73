from financement.forms.commande import CommandeForm
from financement.forms.coordonnees import CoordonneesForm
from financement.forms.depot import ArchiveForm, DepotForm, GroupeForm, PieceDeCommandeForm
from financement.forms.piece import PieceForm

__all__ = [
    "ArchiveForm",
    "CommandeForm",
    "CoordonneesForm",
    "DepotForm",
    "GroupeForm",
    "PieceDeCommandeForm",
    "PieceForm",
]
