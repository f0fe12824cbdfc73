"""The portable dossier: one signed ZIP, readable without the portal (docs/dossier-portable.md)."""

from preuves.archive.contenu import Contenu, lire
from preuves.archive.ecriture import ecrire

__all__ = ["Contenu", "ecrire", "lire"]
