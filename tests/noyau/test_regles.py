from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur.noyau.regles import Historique, HorsPeriode, Motif, Reference, Verdict, Version, verdict

TEXTE = Reference("arrêté du 30 avril 2025")
JOURS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def historique(*jours: date) -> Historique[date]:
    return Historique("Date 2", *(Version(jour, jour, TEXTE) for jour in jours))


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        pytest.param(date(2025, 4, 30), date(2025, 4, 30), id="premier jour compris"),
        pytest.param(date(2026, 6, 10), date(2025, 4, 30), id="veille du nouveau texte"),
        pytest.param(date(2026, 6, 11), date(2026, 6, 11), id="jour du nouveau texte"),
        pytest.param(date(2099, 1, 1), date(2026, 6, 11), id="sans fin"),
    ],
)
def test_la_version_en_vigueur_est_la_derniere_commencee(jour, attendu):
    assert historique(date(2025, 4, 30), date(2026, 6, 11)).au(jour).valeur == attendu


def test_avant_le_premier_texte_rien_n_est_defini():
    with pytest.raises(HorsPeriode, match="« Date 2 » n’est défini par aucun texte au 29/04/2025"):
        historique(date(2025, 4, 30)).au(date(2025, 4, 29))


@given(st.sets(JOURS, min_size=1, max_size=8), JOURS)
def test_la_version_en_vigueur_suit_sa_definition(jours, jour):
    commencees = [depuis for depuis in jours if depuis <= jour]
    suite = historique(*sorted(jours))

    if not commencees:
        with pytest.raises(HorsPeriode):
            suite.au(jour)
    else:
        assert suite.au(jour).depuis == max(commencees)


@given(st.sets(JOURS, min_size=1, max_size=6), JOURS, st.integers(1, 400))
def test_un_texte_futur_ne_change_pas_le_passe(jours, jour, ecart):
    suite = sorted(jours)
    nouveau = max(suite[-1], jour) + timedelta(days=ecart)
    if jour < suite[0]:
        return

    assert historique(*suite, nouveau).au(jour) == historique(*suite).au(jour)


@pytest.mark.parametrize(
    "jours",
    [
        pytest.param((), id="vide"),
        pytest.param((date(2026, 1, 1), date(2025, 1, 1)), id="désordre"),
        pytest.param((date(2026, 1, 1), date(2026, 1, 1)), id="double"),
    ],
)
def test_un_historique_incoherent_est_refuse(jours):
    with pytest.raises(ValueError, match="vides, en désordre ou en double"):
        historique(*jours)


@given(st.lists(st.booleans(), max_size=12))
def test_un_verdict_est_favorable_quand_tous_ses_motifs_le_sont(satisfaits):
    motifs = tuple(Motif(f"m{rang}", satisfait, "") for rang, satisfait in enumerate(satisfaits))

    rendu = verdict(motifs)

    assert rendu == Verdict(motifs)
    assert rendu.favorable == all(satisfaits)
    assert [motif.code for motif in rendu.obstacles] == [f"m{rang}" for rang, oui in enumerate(satisfaits) if not oui]


@given(st.lists(st.lists(st.booleans(), max_size=4), min_size=3, max_size=3))
def test_additionner_des_verdicts_garde_tous_les_motifs_en_ordre(listes):
    a, b, c = (verdict(Motif(str(satisfait), satisfait, "") for satisfait in liste) for liste in listes)

    assert (a + b) + c == a + (b + c)
    assert (a + b + c).motifs == a.motifs + b.motifs + c.motifs
    assert (a + b).favorable == (a.favorable and b.favorable)


def test_un_verdict_sans_motif_est_favorable():
    assert Verdict().favorable


@pytest.mark.parametrize(
    ("reference", "texte"),
    [(None, ""), (TEXTE, "arrêté du 30 avril 2025"), (Reference("AF", "4.3"), "AF, 4.3")],
)
def test_un_motif_se_range_en_donnees_avec_sa_reference(reference, texte):
    motif = Motif("echeance", False, "Trop tard.", reference)

    assert motif.en_donnees() == {
        "code": "echeance",
        "satisfait": False,
        "explication": "Trop tard.",
        "reference": texte,
    }
