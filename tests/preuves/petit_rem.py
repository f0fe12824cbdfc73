"""A REM of two chapters and five proofs: a whole candidature in a few gestures."""

from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.importation import importer_rem
from tests.monde import IMPORT, LGC
from tests.noyau.referentiel.classeurs import classeur, ligne

CHAPITRES = {"Identité": 3, "Messagerie": 2}


def importer(*lignes: dict) -> None:
    lgc = Dispositif.objects.get(code=LGC)
    importer_rem(classeur(*lignes), nom_fichier="petit.xlsx", dispositif=lgc, importee_par=None, le=IMPORT)


def importer_petit_rem() -> None:
    """In force for the candidatures opened from then on."""
    places = [(titre, rang) for titre, nombre in CHAPITRES.items() for rang in range(nombre)]
    importer(*[ligne(ordre, chapitre=titre) for ordre, (titre, _) in enumerate(places, start=1)])
