from preuves.lot import FichierDuLot
from preuves.models.archive import ExportDossier
from preuves.models.dossier import AuditIns, PreuveReclamee, ProfilRetenu
from preuves.models.instruction import Competence, MotifReutilisable, NoteInterne
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
    "Competence",
    "Depot",
    "DepotQuerySet",
    "ExportDossier",
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
