"""Every change of status of steps 1, 2 and 4, and who follows the candidature."""

from candidatures.transitions import (
    administrative,
    college,
    convention,
    conversation,
    delais,
    demandes,
    eligibilite,
    installations,
    instruction,
    mesures,
    officiels,
    remarques,
    reponses_types,
    saisie,
    signature,
)

__all__ = [
    "administrative",
    "college",
    "convention",
    "conversation",
    "delais",
    "demandes",
    "eligibilite",
    "installations",
    "instruction",
    "mesures",
    "officiels",
    "remarques",
    "reponses_types",
    "saisie",
    "signature",
]
