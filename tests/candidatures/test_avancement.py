"""The gauge: what is answered, what remains."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.avancement import jauge
from candidatures.models import Candidature, CandidatureAdministrative, PrecedentReferencement
from candidatures.questionnaire import ETAPE_1, Question
from candidatures.transitions.saisie import reponses

BASE = [element.champ for section in ETAPE_1 for element in section.elements if isinstance(element, Question)]
TOUTES = {
    **dict.fromkeys(BASE, "réponse"),
    "est_reference_precedemment": False,
    "est_en_cours_ailleurs": False,
    "premier_depot_prevu_le": date(2026, 1, 5),
    "publication_autorisee": False,
}


def etape(**valeurs) -> CandidatureAdministrative:
    return CandidatureAdministrative(**valeurs)


@pytest.mark.exigence("E1-10")
def test_dix_neuf_questions_en_quatre_sections():
    sections = [reponse.section for reponse in jauge(etape()).reponses]

    assert [sections.count(section.titre) for section in ETAPE_1] == [5, 4, 4, 6]


@pytest.mark.exigence("E1-09", "E1-10")
def test_trois_reponses_sur_dix_neuf_font_seize_pour_cent():
    mesure = jauge(etape(legal_nom="Martin", legal_prenom="Claire", siret="73282932000074"))

    assert (mesure.repondues, mesure.total, mesure.pourcentage) == (3, 19, 16)
    assert len(mesure.libelles_restants) == 16


@pytest.mark.parametrize(
    ("repondues", "pourcentage"),
    [(0, 0), (1, 5), (9, 47), (10, 53), (18, 95), (19, 100)],
    ids=lambda valeur: str(valeur),
)
def test_le_pourcentage_arrondi(repondues, pourcentage):
    mesure = jauge(etape(**{champ: TOUTES[champ] for champ in BASE[:repondues]}))

    assert (mesure.repondues, mesure.pourcentage) == (repondues, pourcentage)


def test_non_est_une_reponse():
    mesure = jauge(etape(est_reference_precedemment=False, publication_autorisee=False))

    assert mesure.repondues == 2


@pytest.mark.parametrize(("reponse", "lignes", "total"), [(None, 0, 19), (False, 0, 19), (True, 0, 20), (True, 2, 25)])
def test_les_questions_conditionnelles_ne_comptent_que_posees(monde, reponse, lignes, total):
    remplie = monde.brouillon().candidature.administrative
    CandidatureAdministrative.objects.update(est_reference_precedemment=reponse)
    for _ in range(lignes):
        PrecedentReferencement.objects.create(etape=remplie)

    assert jauge(CandidatureAdministrative.objects.get()).total == total


@pytest.mark.exigence("E1-09")
@given(st.permutations(BASE), st.integers(0, len(BASE)))
def test_dans_n_importe_quel_ordre_la_jauge_est_celle_du_recapitulatif(ordre, nombre):
    remplie = etape()
    for rang, champ in enumerate(ordre[:nombre], start=1):
        setattr(remplie, champ, TOUTES[champ])
        mesure = jauge(remplie)
        recapitulatif = reponses(remplie)
        assert 0 <= mesure.pourcentage <= 100
        assert mesure.total == len(recapitulatif)
        assert mesure.repondues == rang == sum(ligne["valeur"] != "" for ligne in recapitulatif)
        assert mesure.repondues + len(mesure.restantes) == mesure.total


@given(st.dictionaries(st.sampled_from(BASE), st.sampled_from(["", None])))
def test_cent_pour_cent_veut_dire_que_rien_ne_reste(effacees):
    mesure = jauge(etape(**TOUTES | effacees))

    assert (mesure.pourcentage == 100) == (mesure.restantes == []) == (not effacees)


@pytest.mark.exigence("E1-09")
def test_la_page_affiche_la_jauge_de_la_regle(client, monde):
    scenario = monde.brouillon()
    scenario.remplir_etape_1(**{champ: TOUTES[champ] if champ in BASE[:3] else None for champ in BASE[-4:]})
    client.force_login(monde.mandataire.utilisateur)

    page = client.get(f"/candidatures/{scenario.candidature.numero}/etape-1/").content.decode()

    attendue = jauge(CandidatureAdministrative.objects.get(candidature=scenario.candidature))
    assert f"{attendue.repondues}/{attendue.total}" in page
    assert f"{attendue.pourcentage}\xa0%" in page or f"{attendue.pourcentage} %" in page


def test_la_jauge_de_l_etape_2(monde):
    vide = Candidature.objects.get(pk=monde.brouillon().candidature.pk).eligibilite
    pleine = Candidature.objects.get(pk=monde.soumise(produit="Autre").candidature.pk).eligibilite

    assert [(j.repondues, j.total, j.pourcentage) for j in map(jauge, (vide, pleine))] == [
        (1, 8, 12),  # « Général » is ticked from the start
        (8, 8, 100),
    ]


@pytest.mark.exigence("E3-10")
@pytest.mark.parametrize(
    ("deja", "vagues", "attendu"),
    [
        (True, [1], True),
        (True, [2], False),
        (True, [2, 1], True),
        (False, [1], False),
        (None, [1], False),
        (True, [], False),
    ],
)
def test_la_vague_1_est_une_reponse_a_deux_questions(monde, deja, vagues, attendu):
    remplie = monde.brouillon().candidature.administrative
    remplie.est_reference_precedemment = deja
    for vague in vagues:
        PrecedentReferencement.objects.create(etape=remplie, vague=vague)

    assert remplie.est_reference_en_vague_1 is attendu
