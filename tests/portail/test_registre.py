"""The pages of the public registry, for anybody."""

from collections.abc import Callable

import pytest
from django.test import Client

from candidatures.models import Candidature
from candidatures.transitions import college
from segur.noyau.comptes.models import SYSTEME, Organisation
from tests.monde import AVANT_DATE_1, Monde, referencer

pytestmark = pytest.mark.django_db
NRU = "LGCV2ABCDEFG"


def _lire(client: Client, adresse: str) -> str:
    return client.get(adresse).content.decode()


@pytest.mark.exigence("PUB-01")
def test_le_registre_se_lit_sans_compte(monde: Monde, client: Client) -> None:
    referencer(monde.soumise(produit="Écho").candidature, nru=NRU)
    monde.soumise(produit="Discrète")

    page = _lire(client, "/registre/?q=echo")

    assert ("Écho" in page, NRU in page, "LogiPro" in page, "Discrète" in page) == (True, True, True, False)


@pytest.mark.exigence("PUB-01", "PUB-06")
def test_les_solutions_en_cours_ont_leur_liste(monde: Monde, client: Client) -> None:
    referencer(monde.soumise(produit="Écho").candidature)
    en_cours = monde.soumise(produit="Prometteuse").candidature
    prevu_le = Candidature.objects.get(pk=en_cours.pk).administrative.premier_depot_prevu_le

    page = _lire(client, "/registre/?etat=en_cours")

    assert ("Prometteuse" in page, f"{prevu_le:%d/%m/%Y}" in page) == (True, True)
    assert (">Écho<" in page, en_cours.numero in page) == (False, False)


@pytest.mark.exigence("PUB-01")
def test_le_champ_editeur_propose_des_noms_et_retient_une_partie_du_nom(monde: Monde, client: Client) -> None:
    referencer(monde.soumise(produit="Écho", editeur="MédiSoft").candidature)
    referencer(monde.soumise(produit="Alpha").candidature)
    Organisation.objects.filter(nom="MédiSoft").update(nom="Société d’Échographie <b>")

    proposes = _lire(client, "/registre/editeurs/?editeur=echogra")
    page = _lire(client, "/registre/?editeur=echogra")

    assert proposes.strip() == '<option value="Société d’Échographie &lt;b&gt;"></option>'
    assert (">Écho<" in page, ">Alpha<" in page, 'value="echogra"' in page) == (True, False, True)


def test_la_liste_se_trie_et_se_pagine(monde: Monde, client: Client) -> None:
    for nom in ("Bêta", "Alpha", "Gamma"):
        referencer(monde.soumise(produit=nom).candidature)

    page = _lire(client, "/registre/?tri=-produit")

    assert page.index("Gamma") < page.index("Bêta") < page.index("Alpha")
    assert "3 résultats" in page


@pytest.mark.parametrize("saisie", ["LGCV2ABCDEFG", "lgcv2 abc defg", "LGCV2-ABCDEF-G"])
def test_un_numero_verifie_mene_a_sa_page(monde: Monde, client: Client, saisie: str) -> None:
    referencer(monde.soumise(produit="Écho").candidature, nru=NRU)

    reponse = client.get("/registre/", {"nru": saisie})

    assert reponse.headers["Location"] == f"/registre/{NRU}/"


@pytest.mark.exigence("PUB-01", "PUB-02")
def test_un_nru_a_sa_page_permanente(monde: Monde, client: Client) -> None:
    scenario = monde.soumise(produit="Écho")
    college.prononcer(scenario.candidature, monde.demande(SYSTEME, AVANT_DATE_1))
    nru = str(Candidature.objects.get().nru)

    page = _lire(client, f"/registre/{nru}/")

    attendus = ("Écho", "LogiPro", nru, "Général", "Référencée", "depuis le 06/10/2025 à 10:00")
    assert [attendu for attendu in attendus if attendu not in page] == []
    assert "/versions-obsoletes/?q=LogiPro" in page


@pytest.mark.parametrize("adresse", ["/registre/lgcv2abcdefg/", "/registre/LGCV2 ABCDEFG/"])
def test_une_adresse_mal_ecrite_mene_a_la_bonne(monde: Monde, client: Client, adresse: str) -> None:
    referencer(monde.soumise(produit="Écho").candidature, nru=NRU)

    assert client.get(adresse).headers["Location"] == f"/registre/{NRU}/"


@pytest.mark.parametrize(
    ("numero", "dit"),
    [
        ("LGCV2ABCDEFG", "mal recopié"),
        ("LGCV2DEMON", "mal recopié"),
        ("<script>", "mal recopié"),
        ("é" * 300, "mal recopié"),
    ],
)
def test_un_numero_mal_recopie_se_dit(monde: Monde, client: Client, numero: str, dit: str) -> None:
    reponse = client.get(f"/registre/{numero}/")

    assert (reponse.status_code, dit in reponse.content.decode()) == (404, True)


def test_un_numero_bien_forme_et_inconnu_se_dit(monde: Monde, client: Client) -> None:
    scenario = monde.soumise()
    nru = referencer(scenario.candidature)
    Candidature.objects.update(statut="en_cours", nru=None, referencee_le=None)

    reponse = client.get(f"/registre/{nru}/")

    page = reponse.content.decode()
    assert (reponse.status_code, "inconnu" in page, "mal recopié" in page) == (404, True, False)


def test_un_visiteur_peut_garder_la_page_une_minute_et_personne_celle_d_un_autre(
    monde: Monde, client: Client, connecter: Callable[..., Client]
) -> None:
    nru = referencer(monde.soumise().candidature)
    adresses = ("/registre/", f"/registre/{nru}/")

    anonyme = [client.get(adresse) for adresse in adresses]
    connecte = [connecter(monde.mandataire).get(adresse) for adresse in adresses]

    assert [set(r["Cache-Control"].split(", ")) for r in anonyme] == [{"public", "max-age=60"}] * 2
    assert [set(r["Cache-Control"].split(", ")) for r in connecte] == [{"private", "no-store"}] * 2
    assert ["Cookie" in r["Vary"] for r in anonyme] == [True, True]


def test_une_absence_ne_se_garde_pas(monde: Monde, client: Client) -> None:
    assert "Cache-Control" not in client.get("/registre/LGCV2ABCDEFG/")


def test_le_registre_s_atteint_de_l_accueil_et_du_pied_de_page(client: Client) -> None:
    assert _lire(client, "/").count('href="/registre/"') == 4
