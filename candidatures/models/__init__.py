from candidatures.models.administrative import CandidatureAdministrative, Vague
from candidatures.models.candidature import Candidature, Etape
from candidatures.models.convention import Convention, DocumentOfficiel
from candidatures.models.eligibilite import Eligibilite
from candidatures.models.produit import Collaborateur, Interet, Produit

__all__ = [
    "Candidature",
    "CandidatureAdministrative",
    "Collaborateur",
    "Convention",
    "DocumentOfficiel",
    "Eligibilite",
    "Etape",
    "Interet",
    "Produit",
    "Vague",
]
