"""Small reference bases, of invented persons and structures."""

from datetime import datetime
from pathlib import Path

from segur.noyau.annuaires import formats
from segur.noyau.annuaires.importation import importer_sur_place

DOSSIER = Path(formats.__file__).parent / "donnees" / "demonstration"


def importer_les_bases(le: datetime) -> None:
    """Each file says its base and its day by its name."""
    for fichier in sorted(DOSSIER.iterdir()):
        for code, forme in formats.formats().items():
            if jour := forme.jour_du_nom(fichier.name):
                importer_sur_place(code, fichier, extrait_du=jour, le=le)
