"""Héritage and équivalence: for each expected proof, whether it is asked, and why (A8 of the catalogue).

Pure: a frozen `Situation` and the expected proofs in, one `Decision` each out. What is unknown stays to deposit.
"""

from preuves.heritage.examen import HABILITATION_PROXY, conditions, decisions, pieces, profils_admis
from preuves.heritage.faits import (
    DISPENSES,
    INTEGRATION_INS,
    Anterieur,
    Attendue,
    Composant,
    Condition,
    Decision,
    Profil,
    Provenance,
    Reclamee,
    Situation,
)
from preuves.heritage.rapprochement import comparable, famille, sans_prefixe

__all__ = [
    "DISPENSES",
    "HABILITATION_PROXY",
    "INTEGRATION_INS",
    "Anterieur",
    "Attendue",
    "Composant",
    "Condition",
    "Decision",
    "Profil",
    "Provenance",
    "Reclamee",
    "Situation",
    "comparable",
    "conditions",
    "decisions",
    "famille",
    "pieces",
    "profils_admis",
    "sans_prefixe",
]
