"""What the room of a proof with rules of its own shows beside the ordinary ones."""

from typing import Any

from preuves.derogations import faits
from preuves.models import Preuve
from preuves.transitions import derogations
from segur.noyau.dispositifs.preuves import CNDA, EDC_PSC, NATURES, TEST_INTRUSION
from segur.noyau.transitions import Demande


def particularites(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """Nothing, and no query, for an ordinary proof."""
    nature = preuve.nature
    if not nature:
        return {}
    contexte: dict[str, Any] = {"nature": NATURES[nature]}
    if nature in (CNDA, EDC_PSC):
        contexte |= _attestation(preuve, demande)
    if nature == TEST_INTRUSION:
        contexte |= _test(preuve, demande)
    contexte["peut_declarer"] = derogations.declarer.verdict(preuve, demande).favorable
    return contexte


def _attestation(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    ouvert = derogations.deposer_provisoire.verdict(preuve, demande).favorable
    return {
        "version": faits.derogation_de(preuve, demande.recu_le),
        "substituts": faits.substituts_ouverts(preuve, demande.recu_le) if ouvert else [],
        "nils": faits.nils_de(preuve.dossier),
        "par_nil": preuve.nature == CNDA,
        "peut_deposer_la_definitive": derogations.deposer_la_definitive.verdict(preuve, demande).favorable,
    }


def _test(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    version = faits.criteres_de(preuve, demande.recu_le)
    releve = getattr(preuve, "releve_intrusion", None)
    return {
        "criteres": version,
        "guichet": faits.guichet_du_test(preuve, version) if version else None,
        "releve": releve,
        "ko_hauts": releve.ko_hauts if releve else "",
        "ko_moyens": releve.ko_moyens if releve else "",
        "verdict_intrusion": faits.verdict_intrusion(preuve, demande.recu_le),
        "peut_relever": derogations.relever_le_test.verdict(preuve, demande).favorable,
    }
