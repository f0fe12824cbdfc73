"""A step that saves itself, seen from the person who types faster than the network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from candidatures.models import CandidatureAdministrative
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_une_reponse_donnee_pendant_que_la_page_se_redessine_reste(
    portail: Callable[..., Onglet],
) -> None:
    onglet = portail("mandataire@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().brouillon().candidature)
    onglet.aller(etape.get_absolute_url())
    page = onglet.page
    envois: list[Route] = []
    adresse = f"**{etape.get_absolute_url()}"

    def retenir(route: Route) -> None:
        """The first two answers wait for the test; the next ones go through."""
        envois.append(route)
        if len(envois) > 2:
            route.continue_()

    page.route(adresse, retenir)

    page.locator("label[for=id_est_reference_precedemment_0]").click()
    premiere = _attendre(page, envois, 1).fetch()
    page.locator("label[for=id_est_en_cours_ailleurs_1]").click()
    _attendre(page, envois, 2)
    page.locator("#id_denomination").clear()
    page.locator("#id_denomination").press_sequentially("LogiPro en cours de frappe")
    with page.expect_response(
        lambda reponse: "est_en_cours_ailleurs" in (reponse.request.post_data or "") and reponse.status == 200
    ):
        envois[0].fulfill(response=premiere)
    page.locator("#id_est_en_cours_ailleurs_1[checked]").wait_for(state="attached")

    assert page.locator("#id_est_en_cours_ailleurs_1").is_checked()
    assert page.locator("#id_denomination").input_value() == "LogiPro en cours de frappe"
    onglet.verifier()
    etape.refresh_from_db()
    assert (etape.est_reference_precedemment, etape.est_en_cours_ailleurs) == (True, False)


def _attendre(page: Page, envois: list[Route], nombre: int) -> Route:
    """The request that the browser has sent and that the test keeps from the server."""
    while len(envois) < nombre:
        page.evaluate("0")
    return envois[nombre - 1]
