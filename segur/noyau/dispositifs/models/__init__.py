"""The SONS, their calendars and thresholds as dated versions, and the texts that amend them."""

from segur.noyau.dispositifs.models.amendement import Amendement, AvisDAmendement, DateAmendee, SeuilAmende
from segur.noyau.dispositifs.models.dispositif import Chapitre, Dispositif, Profil
from segur.noyau.dispositifs.models.version import ValeurDeSeuil, VersionEcheance, VersionSeuil

__all__ = [
    "Amendement",
    "AvisDAmendement",
    "Chapitre",
    "DateAmendee",
    "Dispositif",
    "Profil",
    "SeuilAmende",
    "ValeurDeSeuil",
    "VersionEcheance",
    "VersionSeuil",
]
