"""Two or three solutions of the registry side by side."""

import pytest
from django.test import Client

from candidatures.models import Candidature
from candidatures.registre import comparer, decrire, publiables
from tests.monde import Monde, referencer

pytestmark = pytest.mark.django_db


@pytest.fixture
def deux(monde: Monde) -> list[str]:
    """NRU of Bêta of MédiSoft and of Alpha of LogiPro, which has one more profile."""
    alpha = monde.soumise(produit="Alpha").candidature
    autre = alpha.dispositif.profils.filter(est_general=False).earliest("pk")
    alpha.eligibilite.profils.add(autre)
    return [referencer(monde.soumise(produit="Bêta", editeur="MédiSoft").candidature), referencer(alpha)]


@pytest.mark.exigence("PUB-01")
def test_la_comparaison_dit_ce_qui_differe(deux: list[str]) -> None:
    alpha, beta = (decrire(c) for c in publiables().order_by("produit__nom"))

    criteres = {critere.libelle: (critere.valeurs, critere.est_commun) for critere in comparer([alpha, beta])}

    profil = alpha.profils[1]
    assert criteres["Éditeur"] == (("LogiPro", "MédiSoft"), False)
    assert criteres["Dispositif"] == (("LGC vague 2", "LGC vague 2"), True)
    assert criteres["Profil : Général"] == (("Oui", "Oui"), True)
    assert criteres[f"Profil : {profil}"] == (("Oui", "Non"), False)


def test_la_page_met_les_solutions_cote_a_cote(deux: list[str], client: Client) -> None:
    reponse = client.get("/registre/comparer/", {"nru": [*deux, deux[0].lower()]})

    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert page.index(">Alpha</a>") < page.index(">Bêta</a>")
    assert [page.count(f'href="/registre/{nru}/"') for nru in deux] == [1, 1]


def test_on_compare_deux_ou_trois_solutions(deux: list[str], monde: Monde, client: Client) -> None:
    gamma = referencer(monde.soumise(produit="Gamma").candidature)
    delta = referencer(monde.soumise(produit="Delta").candidature)
    toutes = [*deux, gamma, delta]

    reponses = [client.get("/registre/comparer/", {"nru": toutes[:nombre]}) for nombre in range(5)]

    assert [reponse.status_code for reponse in reponses] == [422, 422, 200, 200, 422]
    assert "Choisissez 2 ou 3 solutions : vous en avez choisi 4." in reponses[4].content.decode()


def test_un_numero_inconnu_se_dit(deux: list[str], client: Client) -> None:
    Candidature.objects.filter(nru=deux[0]).update(statut="en_cours", nru=None, referencee_le=None)

    reponse = client.get("/registre/comparer/", {"nru": deux})

    assert (reponse.status_code, f"numéro {deux[0]}." in reponse.content.decode()) == (422, True)
