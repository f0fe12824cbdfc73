"""« Les parcours » and « Vos démarches », by HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from segur.noyau import horloge
from segur.noyau.dispositifs.models import Dispositif
from tests.monde import AVANT_DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db
NON_TRAITE = "Ce parcours n’est pas traité sur ce portail."


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


def principal(client: Client, adresse: str) -> str:
    return str(client.get(adresse).content.decode().split("<main")[1].split("</main>")[0])


@pytest.mark.exigence("CP-10", "CP-11")
def test_cinq_parcours_dont_un_seul_mene_quelque_part(editeur: Client) -> None:
    page = principal(editeur, "/parcours/")

    assert "Sélectionnez le parcours qui répond à votre besoin." in page
    for titre in (
        "Mon espace santé",
        "Ségur vague 1",
        "Ségur vague 2",
        "Ségur vague 1 Sans Financement",
        "Certification de conformité des dispositifs médicaux numériques",
    ):
        assert f'<h2 class="fr-h5 fr-mb-0">{titre}</h2>' in page
    assert (page.count("En savoir plus"), page.count(NON_TRAITE), page.count("fr-btn")) == (1, 4, 1)


@pytest.mark.exigence("CP-12")
def test_le_parcours_segur_vague_2_se_presente(editeur: Client) -> None:
    page = principal(editeur, "/parcours/segur-vague-2/")

    assert "qu’elle ait été ou non référencée en vague 1" in page
    assert page.count("<li>Ajoutez un produit") == page.count("<li>Déposez les preuves") == 1
    assert "Une fois votre référencement obtenu, vous recevrez l’attestation de conformité." in page


@pytest.mark.exigence("CP-14", "CP-34")
@pytest.mark.parametrize("adresse", ["/parcours/", "/parcours/segur-vague-2/"])
def test_l_arborescence_mene_a_chaque_dispositif_de_la_vague_2(editeur: Client, adresse: str) -> None:
    arbre = principal(editeur, adresse).split("<nav")[1].split("</nav>")[0]

    assert "Service d’accès aux soins" in arbre
    for dispositif in Dispositif.objects.all():
        assert f'<a href="/demarches/{dispositif.code}/">{dispositif.libelle}</a>' in arbre
    assert arbre.count("<a ") == 7


@pytest.mark.exigence("CP-34")
def test_le_menu_mene_au_segur(editeur: Client) -> None:
    entete = editeur.get("/").content.decode().split("<main")[0]

    assert '<a class="fr-nav__link" href="/parcours/segur-vague-2/">Ségur du Numérique en Santé</a>' in entete


@pytest.mark.exigence("CP-24")
def test_on_choisit_sa_demarche(editeur: Client) -> None:
    page = principal(editeur, "/demarches/")

    assert "Nouvelle démarche « Ségur vague 2 »" in page
    for sigle in ("DSR-IMG-RIS-Va2", "DSR-IMG-DB-Va2", "DSR-MS-DUI-Va2", "DSR-MDV-LGC-Va2"):
        assert sigle in page


@pytest.mark.exigence("CP-25", "CP-26", "CP-35")
def test_une_carte_dit_son_statut_et_son_action(monde: Monde, editeur: Client) -> None:
    a_demarrer, en_cours = monde.scenario(produit="Neuf").produit, monde.brouillon(produit="Ouvert")

    page = principal(editeur, f"/demarches/{LGC}/")

    neuf, ouvert = page.split('<div class="carte">')[1:]
    assert "Vos démarches LGC vague 2 (2)" in page
    assert [mot in neuf for mot in (f"ID : {a_demarrer.reference}", "A compléter", "Démarrer")] == [True] * 3
    assert [mot in ouvert for mot in (en_cours.candidature.numero, "En cours", "Continuer")] == [True] * 3
    assert ("Responsable : Claire Martin" in neuf, "Démarrer" in ouvert, "Continuer" in neuf) == (True, False, False)


@pytest.mark.exigence("CP-25")
@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("", ["Alpha", "Été", "Zéro"]),
        ("tri=nom", ["Alpha", "Été", "Zéro"]),
        ("tri=date", ["Été", "Zéro", "Alpha"]),
        ("tri=statut", ["Alpha", "Été", "Zéro"]),
        ("tri=inconnu", ["Alpha", "Été", "Zéro"]),
        ("q=ete", ["Été"]),
        ("q=introuvable", []),
    ],
)
def test_les_demarches_se_cherchent_et_se_trient(
    monde: Monde, editeur: Client, requete: str, attendus: list[str]
) -> None:
    monde.scenario(produit="Alpha")
    monde.brouillon(produit="Zéro", depuis=30)
    monde.brouillon(produit="Été", depuis=10)

    cartes = editeur.get(f"/demarches/{LGC}/?{requete}").context["cartes"]

    assert [produit.nom for produit, _ in cartes] == attendus


@pytest.mark.exigence("CP-25")
def test_une_candidature_d_un_autre_dispositif_ne_compte_pas(monde: Monde, editeur: Client) -> None:
    scenario = monde.brouillon()

    cartes = editeur.get("/demarches/MS-DUI-Va2/?tri=statut").context["cartes"]

    assert cartes == [(scenario.produit, None)]


@pytest.mark.parametrize(("requete", "nombre"), [("", 10), ("page=2", 1), ("taille=25", 11)])
def test_les_demarches_se_lisent_par_pages(monde: Monde, editeur: Client, requete: str, nombre: int) -> None:
    for rang in range(11):
        monde.scenario(produit=f"Produit {rang:02}")

    assert len(editeur.get(f"/demarches/{LGC}/?{requete}").context["cartes"]) == nombre
