from preuves.lot import FichierDuLot
from preuves.models.dossier import AuditIns, PreuveReclamee, ProfilRetenu
from preuves.models.instruction import MotifReutilisable, NoteInterne
from preuves.models.preuve import (
    Chapitre,
    ChapitreQuerySet,
    Depot,
    DepotQuerySet,
    Jugement,
    Preuve,
    PreuveQuerySet,
    ReleveIntrusion,
)

__all__ = [
    "AuditIns",
    "Chapitre",
    "ChapitreQuerySet",
    "Depot",
    "DepotQuerySet",
    "FichierDuLot",
    "Jugement",
    "MotifReutilisable",
    "NoteInterne",
    "Preuve",
    "PreuveQuerySet",
    "PreuveReclamee",
    "ProfilRetenu",
    "ReleveIntrusion",
]
