"""Whether a balance may be asked, before anything is declared: each condition alone closes it."""

from datetime import timedelta
from typing import Any

import pytest

from financement.regles.solde.ouverture import conditions, demandable
from segur.noyau.regles import Motif, Verdict
from tests.financement.soldes.exemples import DATE_5, DATE_6, a, contexte_favorable

INSTANT = timedelta(microseconds=1)
SANS_PILOTES = Verdict((Motif("pilotes", False, "Les premières installations ne sont pas validées."),))
RETRAIT = Motif("retrait", False, "Le référencement est retiré.")


def opposes(**changements: Any) -> set[str]:
    constats = conditions(contexte_favorable(**changements))
    fermes = {constat.motif.code for constat in constats if not constat.motif.satisfait}
    assert demandable(constats) is not bool(fermes)
    return fermes


@pytest.mark.exigence("SOL-01", "SOL-02", "SOL-03")
@pytest.mark.parametrize(
    ("changements", "code"),
    [
        ({"avance_validee_le": None}, "avance"),
        ({"pilotes": SANS_PILOTES}, "pilotes"),
        ({"preserie_validee_le": None}, "preserie"),
        ({"incapacite_le": a(2027, 9, 1)}, "incapacite"),
        ({"financement_retire": RETRAIT}, "financement"),
        ({"deja_demande": True}, "deja_demande"),
        ({"recu_le": DATE_5 + INSTANT}, "attestation"),
        ({"recu_le": DATE_6 + INSTANT, "attestee_le": DATE_5}, "reception"),
    ],
)
def test_chaque_condition_ferme_a_elle_seule(changements: dict[str, Any], code: str) -> None:
    assert opposes(**changements) == {code}


@pytest.mark.exigence("SOL-02", "SOL-03")
@pytest.mark.parametrize(
    "changements",
    [{}, {"recu_le": DATE_5}, {"recu_le": DATE_6, "attestee_le": DATE_5}],
    ids=["avant la Date 5", "à la Date 5", "à la Date 6, fin attestée"],
)
def test_rien_ne_s_oppose(changements: dict[str, Any]) -> None:
    assert opposes(**changements) == set()


def test_sans_texte_rien_n_est_dit() -> None:
    assert conditions(contexte_favorable(dispositif="INCONNU")) == ()
