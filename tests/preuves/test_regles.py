from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from preuves import regles
from segur.noyau.regles import Reference, Version

TEXTE = Reference("arrêté du 8 juin 2026")
DATE_2, DATE_3 = datetime(2027, 1, 20, 11, tzinfo=UTC), datetime(2027, 4, 6, 10, tzinfo=UTC)
DATES: dict[str, Version[datetime | None]] = {
    "date_2": Version(date(2026, 6, 11), DATE_2, TEXTE),
    "date_3": Version(date(2026, 6, 11), DATE_3, TEXTE),
}
SECONDE = timedelta(seconds=1)
AUX_ABORDS = [
    pytest.param(False, DATE_2 - SECONDE, True, id="première fois, Date 2 moins une seconde"),
    pytest.param(False, DATE_2, True, id="première fois, Date 2"),
    pytest.param(False, DATE_2 + SECONDE, False, id="première fois, Date 2 plus une seconde"),
    pytest.param(True, DATE_2 + SECONDE, True, id="déjà soumis, après la Date 2"),
    pytest.param(True, DATE_3, True, id="déjà soumis, Date 3"),
    pytest.param(True, DATE_3 + SECONDE, False, id="déjà soumis, Date 3 plus une seconde"),
]


def motifs(verdict) -> list[tuple[str, bool]]:
    return [(motif.code, motif.satisfait) for motif in verdict.motifs]


@pytest.mark.exigence("E3-09", "E3-10")
@pytest.mark.parametrize(("reference", "attendus"), [(True, {"vague2"}), (False, {"vague1", "vague2"})])
def test_les_scenarios_de_la_vague_1_sont_attendus_de_qui_n_y_fut_pas(reference, attendus):
    assert regles.perimetres_attendus(reference_en_vague_1=reference) == attendus


@pytest.mark.exigence("E3-23", "E3-26")
@pytest.mark.parametrize("complet", [True, False])
@pytest.mark.parametrize(("deja_soumis", "recu_le", "a_temps"), AUX_ABORDS)
def test_un_chapitre_se_soumet_complet_et_a_temps(complet, deja_soumis, recu_le, a_temps):
    verdict = regles.chapitre_soumettable(
        restent_a_charger=0 if complet else 3, deja_soumis=deja_soumis, recu_le=recu_le, **DATES
    )

    assert motifs(verdict) == [("chapitre_complet", complet), ("echeance", a_temps)]


@pytest.mark.parametrize("modifiable", [True, False])
@pytest.mark.parametrize(("deja_soumis", "recu_le", "a_temps"), AUX_ABORDS)
def test_une_preuve_se_depose_dans_un_chapitre_ouvert_et_a_temps(modifiable, deja_soumis, recu_le, a_temps):
    verdict = regles.depot_ouvert(chapitre_modifiable=modifiable, deja_soumis=deja_soumis, recu_le=recu_le, **DATES)

    assert motifs(verdict) == [("chapitre_ouvert", modifiable), ("echeance", a_temps)]


def test_le_refus_nomme_la_date_qui_compte():
    def texte(deja_soumis: bool) -> str:
        verdict = regles.chapitre_soumettable(
            restent_a_charger=0, deja_soumis=deja_soumis, recu_le=DATE_3 + SECONDE, **DATES
        )
        return verdict.obstacles[0].explication

    assert texte(False).startswith(
        "Première soumission des preuves (Date 2) : date limite le 20/01/2027 à 12:00 (heure de Paris)."
    )
    assert texte(True).startswith(
        "Fin des échanges avec l’ANS (Date 3) : date limite le 06/04/2027 à 12:00 (heure de Paris)."
    )


def test_une_date_non_publiee_laisse_deposer():
    inconnue = Version(date(2026, 6, 11), None, TEXTE)

    assert regles.depot_ouvert(
        chapitre_modifiable=True, deja_soumis=False, recu_le=DATE_3, date_2=inconnue, date_3=inconnue
    ).favorable


@pytest.mark.parametrize(
    ("restent", "explication"), [(0, "Toutes les preuves sont chargées."), (1, "Preuves à charger : 1.")]
)
def test_ce_qui_manque_est_compte(restent, explication):
    verdict = regles.chapitre_soumettable(restent_a_charger=restent, deja_soumis=False, recu_le=DATE_2, **DATES)

    assert verdict.motifs[0].explication == explication


@pytest.mark.exigence("E3-03")
@pytest.mark.parametrize("soumis", [True, False])
def test_une_preuve_se_juge_dans_un_chapitre_soumis(soumis):
    assert motifs(regles.preuve_decidable(chapitre_soumis=soumis)) == [("chapitre_soumis", soumis)]


@pytest.mark.exigence("E3-24")
@pytest.mark.parametrize(("non_conformes", "favorable"), [(0, True), (1, False), (12, False)])
def test_un_chapitre_se_valide_quand_tout_est_conforme(non_conformes, favorable):
    assert regles.chapitre_validable(non_conformes=non_conformes).favorable is favorable


@pytest.mark.exigence("E3-25")
@pytest.mark.parametrize(("a_modifier", "a_verifier"), list(product([0, 1, 4], repeat=2)))
def test_un_chapitre_se_renvoie_tout_juge_et_une_preuve_au_moins_a_modifier(a_modifier, a_verifier):
    verdict = regles.modifications_demandables(a_modifier=a_modifier, a_verifier=a_verifier)

    assert motifs(verdict) == [("preuves_a_modifier", a_modifier > 0), ("preuves_verifiees", a_verifier == 0)]
