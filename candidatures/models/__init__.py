from candidatures.models.abonnement import Abonnement, Annonce
from candidatures.models.administrative import CandidatureAdministrative, Vague
from candidatures.models.blocs import (
    ComposantAdditionnel,
    Distributeur,
    MembreDuGroupement,
    NomCommercial,
    PrecedentReferencement,
    ReferencementEnCours,
)
from candidatures.models.candidature import Candidature, Etape
from candidatures.models.college import Mesure, SeanceDuCollege
from candidatures.models.convention import Convention, DocumentOfficiel
from candidatures.models.delai import DerogationDeDelai
from candidatures.models.eligibilite import Eligibilite, Piece
from candidatures.models.envoi import EnvoiRecu
from candidatures.models.obsolete import VersionObsolete
from candidatures.models.produit import Collaborateur, Interet, Produit
from candidatures.models.rappel import Rappel, Relance
from candidatures.models.remarque import Presence, Remarque
from candidatures.models.signature import DemandeDeSignature, EvenementYousign
from candidatures.models.texte import TexteDeConvention

__all__ = [
    "Abonnement",
    "Annonce",
    "Candidature",
    "CandidatureAdministrative",
    "Collaborateur",
    "ComposantAdditionnel",
    "Convention",
    "DemandeDeSignature",
    "DerogationDeDelai",
    "Distributeur",
    "DocumentOfficiel",
    "Eligibilite",
    "EnvoiRecu",
    "Etape",
    "EvenementYousign",
    "Interet",
    "MembreDuGroupement",
    "Mesure",
    "NomCommercial",
    "Piece",
    "PrecedentReferencement",
    "Presence",
    "Produit",
    "Rappel",
    "ReferencementEnCours",
    "Relance",
    "Remarque",
    "SeanceDuCollege",
    "Vague",
    "TexteDeConvention",
    "VersionObsolete",
]
