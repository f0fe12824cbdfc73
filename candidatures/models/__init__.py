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
from candidatures.models.conversation import (
    ChampDemande,
    Cote,
    DemandeDeModification,
    Fil,
    Lecture,
    Message,
    NoteDuFil,
    PieceJointe,
    ReponseType,
    conversations_visibles,
    cote_de,
    indexe,
)
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
    "ChampDemande",
    "Collaborateur",
    "ComposantAdditionnel",
    "Convention",
    "Cote",
    "DemandeDeModification",
    "DemandeDeSignature",
    "DerogationDeDelai",
    "Distributeur",
    "DocumentOfficiel",
    "Eligibilite",
    "EnvoiRecu",
    "Etape",
    "EvenementYousign",
    "Fil",
    "Interet",
    "Lecture",
    "MembreDuGroupement",
    "Message",
    "Mesure",
    "NomCommercial",
    "NoteDuFil",
    "Piece",
    "PieceJointe",
    "PrecedentReferencement",
    "Presence",
    "Produit",
    "Rappel",
    "ReferencementEnCours",
    "Relance",
    "Remarque",
    "ReponseType",
    "SeanceDuCollege",
    "Vague",
    "TexteDeConvention",
    "VersionObsolete",
    "conversations_visibles",
    "cote_de",
    "indexe",
]
