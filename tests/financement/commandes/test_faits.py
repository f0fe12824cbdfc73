"""An order as plain data: nothing is lost, and the fingerprint depends on what is written alone."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financement.regles.commande.donnees import depuis_donnees, empreinte, en_donnees
from financement.regles.commande.faits import (
    Bon,
    Client,
    Constat,
    Issue,
    Jugement,
    Ligne,
    Prediction,
    Prestation,
    Signature,
)
from segur.noyau.regles import Motif

MONTANTS = st.decimals(min_value=0, max_value=100_000, places=2)
JOURS = st.dates(min_value=date(2025, 1, 1), max_value=date(2030, 1, 1))
BONS = st.builds(
    Bon,
    reference=st.text(max_size=20),
    client=st.sampled_from(Client),
    cle=st.text(max_size=11),
    nom=st.text(max_size=20),
    emis_le=JOURS,
    signe_le=JOURS,
    taux_tva=st.none() | st.sampled_from([Decimal("20"), Decimal("8.5"), Decimal("0")]),
    lignes=st.lists(
        st.builds(Ligne, st.sampled_from(Prestation), st.text(max_size=20), MONTANTS, st.none() | MONTANTS), max_size=3
    ).map(tuple),
    signature=st.sampled_from(Signature),
    signataire=st.text(max_size=20),
    aides_de_minimis=st.none() | MONTANTS,
    aides_declarees_le=st.none() | JOURS,
    mention_etat=st.none() | st.booleans(),
    patients_mt=st.none() | st.integers(0, 2000),
)


@given(BONS)
def test_l_aller_retour_ne_perd_rien(bon: Bon) -> None:
    donnees = json.loads(json.dumps(en_donnees(bon)))
    assert depuis_donnees(donnees) == bon
    assert en_donnees(depuis_donnees(donnees)) == donnees


@given(BONS)
def test_l_empreinte_suit_le_contenu(bon: Bon) -> None:
    donnees = en_donnees(bon)
    assert empreinte(dict(reversed(donnees.items()))) == empreinte(donnees)
    assert empreinte(en_donnees(replace(bon, reference=bon.reference + "x"))) != empreinte(donnees)


@pytest.mark.parametrize(
    ("issues", "attendue"),
    [
        ([], Prediction.ACCEPTE),
        ([Issue.CONFORME, Issue.RESERVE], Prediction.ACCEPTE),
        ([Issue.RESERVE, Issue.A_VERIFIER], Prediction.A_VERIFIER),
        ([Issue.A_VERIFIER, Issue.NON_CONFORME, Issue.CONFORME], Prediction.REJETE),
    ],
)
def test_la_prediction_est_celle_de_la_pire_issue(issues: list[Issue], attendue: Prediction) -> None:
    constats = [Constat(Motif("essai", False, "Essai."), "CMD-01", issue) for issue in issues]
    jugement = Jugement(tuple(constats))
    assert jugement.prediction == attendue
    assert jugement.sous_reserve == (Issue.RESERVE in issues)


def test_une_ligne_principale_ne_se_devine_pas_entre_deux() -> None:
    une = Ligne(Prestation.VAGUE_2, "Principale", Decimal("376.25"))
    bon = depuis_donnees(en_donnees(_bon((une,))))
    assert bon.principale == une
    assert _bon((une, une)).principale is None
    assert _bon(()).principale is None


def _bon(lignes: tuple[Ligne, ...]) -> Bon:
    jour = date(2026, 7, 1)
    return Bon("BC-1", Client.MEDECIN, "10100000008", "Dr A", jour, jour, None, lignes, Signature.CPX, "A")
