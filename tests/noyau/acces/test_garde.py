"""What a browser keeps for who was typing is read by that account alone."""

from base64 import b64decode
from typing import Any

import pytest
from django.test import Client

from segur.noyau.acces.garde import cle_de_garde

pytestmark = pytest.mark.django_db


def test_chaque_compte_a_sa_cle_et_sa_page_la_porte(client: Client, monde: Any) -> None:
    etape = f"/candidatures/{monde.brouillon().candidature.numero}/etape-1/"
    sienne, autre = (cle_de_garde(acteur.utilisateur) for acteur in (monde.mandataire, monde.representant))
    client.force_login(monde.mandataire.utilisateur)

    page = client.get(etape).content.decode()

    assert (len(b64decode(sienne)), sienne != autre) == (32, True)
    assert (f'data-cle="{sienne}"' in page, autre in page) == (True, False)


def test_la_cle_ne_se_refait_pas_sans_le_secret_du_portail(monde: Any, settings: Any) -> None:
    avant = cle_de_garde(monde.mandataire.utilisateur)
    settings.SECRET_KEY = "une autre cle"

    assert cle_de_garde(monde.mandataire.utilisateur) != avant
