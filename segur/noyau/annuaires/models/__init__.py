from segur.noyau.annuaires.models.consultation import ClientConsulte, Consultation, ConsultationQuerySet
from segur.noyau.annuaires.models.imports import (
    AnomalieDImport,
    DecompteDAnomalies,
    ImportDeBase,
    ImportDeBaseQuerySet,
    VersionDeBase,
)
from segur.noyau.annuaires.models.lignes import (
    LIGNES,
    Activite,
    BeneficiaireVague1,
    EtablissementEligible,
    LigneDatee,
    Structure,
)

__all__ = [
    "LIGNES",
    "Activite",
    "AnomalieDImport",
    "BeneficiaireVague1",
    "ClientConsulte",
    "Consultation",
    "ConsultationQuerySet",
    "DecompteDAnomalies",
    "EtablissementEligible",
    "ImportDeBase",
    "ImportDeBaseQuerySet",
    "LigneDatee",
    "Structure",
    "VersionDeBase",
]
