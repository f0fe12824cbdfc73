"""« Voir comme », where second factors are asked: the support proves its own, the person seen none."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from segur.noyau.comptes.models import Appartenance, VisiteDuSupport
from tests.noyau.acces.conftest import entrer, vieillir_les_preuves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exige")]


def test_le_support_prouve_le_sien_et_confirme_son_identite(client: Client, monde: Any, equiper: Any) -> None:
    vue = Appartenance.objects.get(utilisateur__email="mandataire@logipro.example")
    adresse = f"/organisation/membres/{vue.pk}/voir-comme/"
    entrer(client, equiper(monde.administrateur))

    assert client.post(adresse, {"motif": "Assistance"}).status_code == HTTPStatus.FOUND
    assert "voit comme Claire Martin" in client.get("/produits/").content.decode()
    client.post("/organisation/visite/fin/")
    vieillir_les_preuves(client, 400)
    trop_tard, a_confirmer = client.post(adresse, {"motif": "Assistance"}), client.get(adresse)

    assert (trop_tard.status_code, a_confirmer.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.FOUND)
    assert a_confirmer["Location"].startswith("/compte/identite/")
    assert VisiteDuSupport.objects.count() == 1
