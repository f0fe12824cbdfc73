"""Giving a product to another responsable, by HTTP; and a product whose responsable has left."""

from collections.abc import Callable

import pytest
from django.test import Client

from candidatures.models import Produit
from segur.noyau.comptes.models import Appartenance
from tests.candidatures.test_catalogue import collegue
from tests.monde import AVANT_DATE_1, LGC, Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def editeur(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.mandataire)


@pytest.mark.exigence("CP-16")
def test_un_produit_se_confie_depuis_sa_fiche(monde: Monde, editeur: Client) -> None:
    produit, personne = monde.scenario().produit, collegue()
    fiche = editeur.get(produit.get_absolute_url()).content.decode()
    adresse = f"{produit.get_absolute_url()}responsable/"

    reponse = editeur.post(adresse, {"responsable": personne.pk, "vu": produit.responsable_id})

    assert (adresse in fiche, reponse.status_code, reponse["Location"]) == (True, 302, produit.get_absolute_url())
    assert (
        "Responsable : « Claire Martin » devient « Zoé Collègue »"
        in editeur.get(produit.get_absolute_url()).content.decode()
    )


def test_un_salarie_qui_confie_son_produit_revient_au_catalogue(monde: Monde, connecter: Callable[..., Client]) -> None:
    produit, personne = monde.scenario().produit, collegue()
    Produit.objects.update(responsable=monde.salarie.personne)
    produit.collaborateurs.filter(utilisateur=monde.salarie.personne).update(retire_le=AVANT_DATE_1)

    reponse = connecter(monde.salarie).post(
        f"{produit.get_absolute_url()}responsable/", {"responsable": personne.pk}, follow=True
    )

    assert reponse.redirect_chain == [("/produits/", 302)]
    assert "Zoé Collègue est responsable de LogiMed - 1.0." in reponse.content.decode()


def test_un_collaborateur_lit_pourquoi_il_ne_confie_pas(monde: Monde, connecter: Callable[..., Client]) -> None:
    produit, personne = monde.scenario().produit, collegue()
    client, adresse = connecter(monde.salarie), f"{produit.get_absolute_url()}responsable/"

    page, refus = client.get(adresse), client.post(adresse, {"responsable": personne.pk})

    assert (page.status_code, refus.status_code, "<form method" in page.content.decode().split("<h1")[1]) == (
        200,
        409,
        False,
    )
    assert "choisis par son responsable" in page.content.decode()


@pytest.mark.parametrize("valeur", ["", "etranger", "abc"])
def test_le_nouveau_responsable_est_un_membre(monde: Monde, editeur: Client, valeur: str) -> None:
    produit = monde.scenario().produit
    choix = str(monde.autre_editeur.personne.pk) if valeur == "etranger" else valeur

    reponse = editeur.post(f"{produit.get_absolute_url()}responsable/", {"responsable": choix})

    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, ["responsable"])


@pytest.mark.exigence("CP-16", "CP-21", "CP-25")
def test_un_produit_sans_responsable_se_voit_et_se_retrouve(monde: Monde, editeur: Client) -> None:
    produit, parti = monde.brouillon().produit, collegue()
    monde.scenario(produit="Autre")
    Produit.objects.filter(pk=produit.pk).update(responsable=parti)
    Appartenance.objects.filter(utilisateur=parti).update(active=False)
    dit = "sans responsable depuis le départ de Zoé Collègue"

    pages = [editeur.get(a) for a in ("/produits/", produit.get_absolute_url(), f"/demarches/{LGC}/")]
    trouves = [p.nom for p in editeur.get("/produits/?responsable=aucun").context["page"]]
    export = editeur.get("/produits/?format=csv").getvalue().decode()

    assert [dit in page.content.decode() for page in pages] == [True] * 3
    assert (dit in export, trouves) == (True, ["LogiMed"])
