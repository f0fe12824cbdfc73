"""Situations and expected proofs that the tests share."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from preuves.heritage import INTEGRATION_INS, Anterieur, Attendue, Composant, Provenance, Reclamee, Situation
from segur.noyau.regles import Reference, Version

A_DEPOSER, HERITEE, EQUIVALENTE, COMPLEMENTAIRE = (
    Provenance.A_DEPOSER,
    Provenance.HERITEE,
    Provenance.EQUIVALENTE,
    Provenance.COMPLEMENTAIRE,
)
DUI, LGC, DPI, PFI = "MS-DUI-Va2", "MDV-LGC-Va2", "HOP-DPI-Va2", "HOP-PFI-Va2"
LE = datetime(2026, 12, 1, 9, tzinfo=UTC)
DATE_2 = datetime(2027, 1, 10, 22, 59, tzinfo=UTC)
GUICHET: Version[datetime | None] = Version(
    date(2026, 6, 1), DATE_2, Reference("guide pas à pas DUI vague 2 (juin 2026)")
)
SECONDE = timedelta(seconds=1)
INS, DOCUMENTS = "Gestion de l’Identité Nationale de Santé", "Gestion et partage des documents de santé"


def attendue(
    scenario: str, vague: int = 2, *, chapitre: str = DOCUMENTS, profil: str = "Général", historique: str = ""
):
    exigence = scenario.rpartition(".")[0]
    return Attendue(
        f"{scenario}.01",
        scenario,
        exigence,
        f"vague{vague}",
        frozenset({profil}),
        chapitre,
        profil_historique=historique,
    )


VA1 = attendue("INS/va1.05.01", 1, chapitre=INS)
COMMUN = attendue("SC.CDA/DD.06.01")
PROPRE = attendue("MS.VACC/NOTE.07.01")
INS_DPI = attendue("INS/va1.80.01", 1, chapitre=INS, profil=INTEGRATION_INS)
INS_DPI_GENERAL = attendue("INS/va1.81.01", 1, chapitre=INS, historique=INTEGRATION_INS)
TOUTES = (VA1, COMMUN, PROPRE, INS_DPI, INS_DPI_GENERAL)

MS1 = Anterieur("MS1V1AAAAAA", 1, "MS1")
MS2 = Anterieur("MS2V1BBBBBB", 1, "MS2")
EN_LGC = Anterieur(
    "LGCV2CCCCCC",
    2,
    LGC,
    reference_le=DATE_2 - timedelta(days=90),
    profils=frozenset({"Général"}),
    scenarios=frozenset({"CDA/DD.06.01", "LGC.CSE.01.01", "INS/va1.05.01"}),
    scenarios_valides=frozenset({"CDA/DD.06.01"}),
)
AUTRE_LGC = replace(EN_LGC, nru="LGCV2DDDDDD", scenarios_valides=frozenset({"MS.VACC/NOTE.07.01"}))
NEUVE = Situation(DUI, LE, GUICHET)
ATTESTEE = replace(NEUVE, composant_principal_identique=True, attestation=True)
DE_LGC = replace(ATTESTEE, anterieurs=(EN_LGC,))
EN_DPI = Situation(DPI, LE, GUICHET)
MODULE = Composant("Module documents", frozenset({"Gestion, production et partage des documents de santé"}))


def obtenu(le: datetime | None) -> Situation:
    return replace(DE_LGC, anterieurs=(replace(EN_LGC, reference_le=le),))


def dpi(profils: frozenset[str] | None) -> Situation:
    return replace(EN_DPI, anterieurs=(Anterieur("DPIV1AAAAAA", 1, "DPI vague 1", profils=profils),))


def audit(situation: Situation, preuve: Attendue) -> Situation:
    return replace(situation, non_conformes=(Reclamee(preuve.identifiant, "La vidéo est celle d’un autre produit."),))


def exigee(situation: Situation, preuve: Attendue) -> Situation:
    return replace(situation, exigees=(Reclamee(preuve.identifiant, "Contrôle du tableau de bord."),))


def avec(situation: Situation, *anterieurs: Anterieur, **champs: Any) -> Situation:
    return replace(situation, anterieurs=anterieurs, **champs)
