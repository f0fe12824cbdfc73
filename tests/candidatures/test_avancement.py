"""The gauge: what is answered, what remains."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.avancement import CONDITIONNELLES, SECTIONS_1, jauge_administrative, jauge_eligibilite
from candidatures.models import Candidature, CandidatureAdministrative
from candidatures.transitions.administrative import reponses

CHAMPS = [champ for champs in SECTIONS_1.values() for champ in champs]
TOUTES = {
    **dict.fromkeys(CHAMPS, "réponse"),
    "est_reference_precedemment": False,
    "est_en_cours_ailleurs": False,
    "premier_depot_prevu_le": date(2026, 1, 5),
    "publication_autorisee": False,
    "precedente_vague": None,
    "precedent_nru": "",
}
BASE = [champ for champ in CHAMPS if champ not in CONDITIONNELLES]


def etape(**valeurs) -> CandidatureAdministrative:
    return CandidatureAdministrative(**valeurs)


@pytest.mark.exigence("E1-10")
def test_dix_neuf_questions_en_quatre_sections():
    sections = [question.section for question in jauge_administrative(etape()).questions]

    assert {section: sections.count(section) for section in SECTIONS_1} == dict(
        zip(SECTIONS_1, [5, 4, 4, 6], strict=True)
    )


@pytest.mark.exigence("E1-09", "E1-10")
def test_trois_reponses_sur_dix_neuf_font_seize_pour_cent():
    jauge = jauge_administrative(etape(legal_nom="Martin", legal_prenom="Claire", siret="73282932000074"))

    assert (jauge.repondues, jauge.total, jauge.pourcentage) == (3, 19, 16)
    assert len(jauge.libelles_restants) == 16


@pytest.mark.parametrize(
    ("repondues", "pourcentage"),
    [(0, 0), (1, 5), (9, 47), (10, 53), (18, 95), (19, 100)],
    ids=lambda valeur: str(valeur),
)
def test_le_pourcentage_arrondi(repondues, pourcentage):
    jauge = jauge_administrative(etape(**{champ: TOUTES[champ] for champ in BASE[:repondues]}))

    assert (jauge.repondues, jauge.pourcentage) == (repondues, pourcentage)


def test_non_est_une_reponse():
    jauge = jauge_administrative(etape(est_reference_precedemment=False, publication_autorisee=False))

    assert jauge.repondues == 2


@pytest.mark.parametrize(("reponse", "total"), [(None, 19), (False, 19), (True, 21)])
def test_les_questions_conditionnelles_ne_comptent_que_posees(reponse, total):
    assert jauge_administrative(etape(est_reference_precedemment=reponse)).total == total


@pytest.mark.exigence("E1-09")
@given(st.permutations(BASE), st.integers(0, len(BASE)), st.booleans(), st.booleans())
def test_dans_n_importe_quel_ordre_la_jauge_est_celle_du_recapitulatif(ordre, nombre, referencee, complete):
    remplie = etape()
    precedent = -1
    for champ in ordre[:nombre]:
        setattr(remplie, champ, referencee if champ == "est_reference_precedemment" else TOUTES[champ])
        jauge = jauge_administrative(remplie)
        recapitulatif = reponses(remplie)
        assert 0 <= jauge.pourcentage <= 100
        assert jauge.total == len(recapitulatif)
        assert jauge.repondues == sum(valeur not in (None, "") for valeur in recapitulatif.values())
        assert jauge.repondues + len(jauge.restantes) == jauge.total
        assert jauge.repondues == precedent + 1 or precedent == -1
        precedent = jauge.repondues
    if complete:
        remplie.precedente_vague, remplie.precedent_nru = 1, "LGCV1ABCDEF0"
        assert jauge_administrative(remplie).pourcentage <= 100


@given(st.dictionaries(st.sampled_from(BASE), st.sampled_from(["", None])))
def test_cent_pour_cent_veut_dire_que_rien_ne_reste(effacees):
    jauge = jauge_administrative(etape(**TOUTES | effacees))

    assert (jauge.pourcentage == 100) == (jauge.restantes == []) == (not effacees)


@pytest.mark.exigence("E1-09")
def test_la_page_affiche_la_jauge_de_la_regle(client, monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1(**{champ: TOUTES[champ] if champ in BASE[:3] else None for champ in BASE[-4:]})
    client.force_login(monde.mandataire.utilisateur)

    page = client.get(f"/candidatures/{scenario.candidature.numero}/etape-1/").content.decode()

    attendue = jauge_administrative(CandidatureAdministrative.objects.get(candidature=scenario.candidature))
    assert f"{attendue.repondues}/{attendue.total}" in page
    assert f"{attendue.pourcentage}\xa0%" in page or f"{attendue.pourcentage} %" in page


def test_la_jauge_de_l_etape_2(monde):
    vide = Candidature.objects.get(pk=monde.brouillon().candidature.pk).eligibilite
    pleine = Candidature.objects.get(pk=monde.soumise(produit="Autre").candidature.pk).eligibilite

    assert [(j.repondues, j.total, j.pourcentage) for j in map(jauge_eligibilite, (vide, pleine))] == [
        (0, 4, 0),
        (4, 4, 100),
    ]


def test_la_vague_1_est_une_reponse_a_deux_questions():
    cas = [(True, 1), (True, 2), (False, 1), (None, 1), (True, None)]

    assert [
        CandidatureAdministrative.est_reference_en_vague_1.fget(
            SimpleNamespace(est_reference_precedemment=deja, precedente_vague=vague)
        )
        for deja, vague in cas
    ] == [True, False, False, False, False]
