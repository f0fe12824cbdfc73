"""Our own versioned JSON for requests of an advance: read, written, described (decision 0048)."""

from financement.formats.ecriture import ecrire, en_commande, en_entete, en_json, exemple, vierge
from financement.formats.erreurs import Erreur, FichierIllisible
from financement.formats.lecture import ZONE, Lecture, LigneLue, lire, lire_commande, lire_commandes
from financement.formats.modeles import EnTete

__all__ = [
    "ZONE",
    "EnTete",
    "Erreur",
    "FichierIllisible",
    "Lecture",
    "LigneLue",
    "ecrire",
    "en_commande",
    "en_entete",
    "en_json",
    "exemple",
    "lire",
    "lire_commande",
    "lire_commandes",
    "vierge",
]
