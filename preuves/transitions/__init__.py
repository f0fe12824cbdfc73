"""Every change of status of step 3."""

from preuves.transitions import (
    attribution,
    audit,
    chapitre,
    convention,
    derogations,
    eligibilite,
    instruction,
    preuve,
    provenance,
)

__all__ = [
    "attribution",
    "audit",
    "chapitre",
    "convention",
    "derogations",
    "eligibilite",
    "instruction",
    "preuve",
    "provenance",
]
