"""Passwords tried in number: stopped by account and address together, so that a stranger locks nobody out."""

from typing import Any

import pytest
from django.test import Client

from tests.noyau.acces.conftest import se_connecter

pytestmark = pytest.mark.django_db
ICI, AILLEURS = "192.0.2.1", "198.51.100.7"
TROP = "Trop d’essais"


def essayer(adresse: str, personne: Any, mot_de_passe: str = "un faux mot de passe", **meta: Any) -> Any:
    return se_connecter(Client(), personne, mot_de_passe, REMOTE_ADDR=adresse, **meta)


def test_cent_echecs_d_ailleurs_ne_genent_pas_la_personne(monde: Any) -> None:
    personne = monde.mandataire.utilisateur
    for rang in range(100):
        essayer(f"198.51.100.{rang}", personne)
        essayer(AILLEURS, personne)

    dedans = se_connecter(Client(), personne, REMOTE_ADDR=ICI)

    assert (dedans.status_code, dedans["Location"]) == (302, "/")


def test_les_echecs_d_une_adresse_arretent_cette_adresse(monde: Any) -> None:
    personne = monde.mandataire.utilisateur
    for _ in range(5):
        assert essayer(ICI, personne).status_code == 200

    bloque = se_connecter(Client(), personne, REMOTE_ADDR=ICI)

    assert (bloque.status_code, "_auth_user_id" in bloque.wsgi_request.session) == (200, False)
    assert se_connecter(Client(), personne, REMOTE_ADDR=AILLEURS).status_code == 302


def test_une_adresse_ne_se_change_pas_par_un_en_tete(monde: Any, settings: Any) -> None:
    """Only a proxy that we trust says who is behind it."""
    personne = monde.mandataire.utilisateur
    for rang in range(5):
        essayer(ICI, personne, HTTP_X_FORWARDED_FOR=f"203.0.113.{rang}")
    menti = se_connecter(Client(), personne, REMOTE_ADDR=ICI, HTTP_X_FORWARDED_FOR="203.0.113.99")
    settings.MANDATAIRES_DE_CONFIANCE = [f"{ICI}/32"]
    cru = se_connecter(Client(), personne, REMOTE_ADDR=ICI, HTTP_X_FORWARDED_FOR="203.0.113.99")

    assert (menti.status_code, cru.status_code) == (200, 302)


def test_dix_comptes_essayes_d_une_adresse_l_arretent(monde: Any) -> None:
    """The same password tried on many accounts."""
    for rang in range(10):
        Client().post("/connexion/", {"login": f"p{rang}@x.example", "password": "faux"}, REMOTE_ADDR=ICI)

    assert se_connecter(Client(), monde.mandataire.utilisateur, REMOTE_ADDR=ICI).status_code == 200
    assert se_connecter(Client(), monde.mandataire.utilisateur, REMOTE_ADDR=AILLEURS).status_code == 302
