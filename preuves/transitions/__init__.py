"""Every change of status of step 3."""

from preuves.transitions import (
    archive,
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
    "archive",
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
