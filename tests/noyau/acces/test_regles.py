"""Boundaries of the rules of the doors, to the second."""

import pytest

from segur.noyau.acces.regles import identite_a_confirmer, preuve_recente, session_finie

H = 3600


@pytest.mark.parametrize(
    ("prouvee_a", "attendu"),
    [(None, False), (699.9, False), (700, True), (1000, True), (1000.1, False)],
    ids=["jamais", "juste avant la fenêtre", "à sa première seconde", "à l’instant", "dans le futur"],
)
def test_une_preuve_est_recente_dans_sa_fenetre(prouvee_a: float | None, attendu: bool) -> None:
    assert preuve_recente(prouvee_a=prouvee_a, maintenant=1000, fenetre=300) is attendu


def test_une_preuve_recente_n_ajoute_aucun_motif() -> None:
    assert identite_a_confirmer(recente=True).motifs == ()
    assert [motif.code for motif in identite_a_confirmer(recente=False).obstacles] == ["identite"]


@pytest.mark.parametrize(
    ("maintenant", "vue_a", "inactivite", "finie"),
    [
        (8 * H, 8 * H, 7200, False),
        (8 * H + 1, 8 * H + 1, 7200, True),
        (H, H - 1800, 1800, False),
        (H, H - 1801, 1800, True),
        (7 * H, 5 * H, 7200, False),
        (7 * H, 5 * H - 1, 7200, True),
        (7 * H, 0, 0, False),
    ],
    ids=[
        "à 8 h",
        "après 8 h",
        "à 30 min",
        "après 30 min",
        "un éditeur absent 2 h",
        "un éditeur absent plus de 2 h",
        "sans limite d’inactivité",
    ],
)
def test_une_session_finit(maintenant: float, vue_a: float, inactivite: int, finie: bool) -> None:
    assert session_finie(ouverte_a=0, vue_a=vue_a, maintenant=maintenant, duree=8 * H, inactivite=inactivite) is finie


def test_une_duree_nulle_ne_compte_rien() -> None:
    assert session_finie(ouverte_a=0, vue_a=0, maintenant=1e9, duree=0, inactivite=0) is False
