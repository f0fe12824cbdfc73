"""An address that only receives forms says so when it is opened like a page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.monde import Monde

pytestmark = pytest.mark.django_db
ADRESSE = "/preuves/1/deposer/"


def test_une_adresse_d_envoi_ouverte_dans_le_navigateur_le_dit(monde: Monde, connecter: Callable[..., Client]) -> None:
    reponse = connecter(monde.mandataire).get(ADRESSE)

    page = reponse.content.decode()
    assert (reponse.status_code, reponse["Allow"]) == (405, "POST")
    assert ("Cette adresse ne s’ouvre pas directement" in page, 'href="/"' in page) == (True, True)


@pytest.mark.parametrize("entetes", [{"HX-Request": "true"}, {}])
def test_un_programme_recoit_la_reponse_nue(
    monde: Monde, connecter: Callable[..., Client], entetes: dict[str, str]
) -> None:
    client = connecter(monde.mandataire)
    appel = client.get if entetes else client.put

    reponse = appel(ADRESSE, headers=entetes)

    assert (reponse.status_code, reponse.content) == (405, b"")
