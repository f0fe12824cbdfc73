"""A candidature's dashboard: where it stands, and the way to everything that makes it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.monde import Monde

pytestmark = pytest.mark.django_db


def _lire(client: Client, adresse: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", client.get(adresse).content.decode()).split())


@pytest.mark.exigence("CP-30")
def test_une_candidature_neuve_a_une_etape_a_completer_et_trois_fermees(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    candidature = monde.brouillon().candidature

    lu = _lire(connecter(monde.mandataire), f"/candidatures/{candidature.numero}/")

    assert f"LogiMed - 1.0 - {candidature.produit.reference} : LGC vague 2" in lu
    assert f"Candidature n° {candidature.numero}" in lu
    assert re.search(r"1\. Candidature administrative A compléter Démarrer.*2\. Éligibilité -.*3\. .* -.*4\. .* -", lu)


@pytest.mark.exigence("CP-31")
def test_un_seul_ecran_mene_aux_etapes_aux_chapitres_et_a_l_historique(
    monde: Monde, connecter: Callable[..., Client]
) -> None:
    candidature = monde.convention().candidature
    client = connecter(monde.mandataire)

    page = client.get(f"/candidatures/{candidature.numero}/").content.decode()

    liens = [f"/candidatures/{candidature.numero}/{suite}/" for suite in ("etape-1", "etape-2", "etape-3", "etape-4")]
    liens.append(f"/candidatures/{candidature.numero}/historique/")
    assert [lien for lien in liens if f'href="{lien}"' not in page] == []
    assert {client.get(lien).status_code for lien in liens} == {200}
