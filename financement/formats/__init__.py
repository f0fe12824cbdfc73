"""Our own versioned JSON for requests of an advance or of what follows it: read, written, described (0048, 0056)."""

from financement.formats.ecriture import ecrire, en_commande, en_entete, en_json, en_objet, vierge
from financement.formats.erreurs import Erreur, FichierIllisible
from financement.formats.exemples import exemple
from financement.formats.lecture import ZONE, Lecture, LigneLue, lire, lire_commande, lire_ligne, lire_lignes
from financement.formats.modeles import EnTete
from financement.formats.registre import AVANCE, FORMATS, SECONDAIRE, SOLDE, Format

__all__ = [
    "AVANCE",
    "FORMATS",
    "SECONDAIRE",
    "SOLDE",
    "ZONE",
    "EnTete",
    "Erreur",
    "FichierIllisible",
    "Format",
    "Lecture",
    "LigneLue",
    "ecrire",
    "en_commande",
    "en_entete",
    "en_json",
    "en_objet",
    "exemple",
    "lire",
    "lire_commande",
    "lire_ligne",
    "lire_lignes",
    "vierge",
]
