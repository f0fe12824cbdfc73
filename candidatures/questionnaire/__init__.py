"""The forms of steps 1 and 2 as data: the page, the gauge, the recap and the receipt all read the same list."""

from candidatures.questionnaire.definition import Bloc, Depot, Modele, Question, Section
from candidatures.questionnaire.etape1 import ETAPE_1, INFORMATIONS_1
from candidatures.questionnaire.etape2 import ETAPE_2, INFORMATIONS_2, cas_d_attestation

INFORMATIONS = {1: INFORMATIONS_1, 2: INFORMATIONS_2}

__all__ = [
    "ETAPE_1",
    "ETAPE_2",
    "INFORMATIONS",
    "Bloc",
    "Depot",
    "Modele",
    "Question",
    "Section",
    "cas_d_attestation",
]
