"""The proof room, for who deposits and for who judges."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload

from preuves.models import Chapitre, Preuve
from segur.noyau.referentiel.models import PreuveAttendue
from tests.monde import PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
CINQUANTE = 50


def _chapitre_de_cinquante(monde: Monde) -> Chapitre:
    """The longest chapter of a candidature, brought to fifty proofs, filed."""
    scenario = monde.eligible()
    chapitre = max(scenario.chapitres(), key=lambda chapitre: chapitre.preuves.count())
    modele = PreuveAttendue.objects.filter(scenario__exigence__chapitre=chapitre.chapitre_rem)[0]
    for rang in range(CINQUANTE - chapitre.preuves.count()):
        attendue = PreuveAttendue.objects.create(
            version=modele.version, scenario=modele.scenario, identifiant=f"PLUS.{rang:02}", ordre=900 + rang
        )
        Preuve.objects.create(chapitre=chapitre, attendue=attendue)
    scenario.soumettre(chapitre)
    return chapitre


@pytest.mark.exigence("E3-24", "E3-29")
def test_cinquante_preuves_se_jugent_sans_la_souris(portail: Callable[..., Onglet]) -> None:
    onglet = portail("verificateur@ans.example")
    chapitre = _chapitre_de_cinquante(Monde())
    page = onglet.page
    onglet.aller(chapitre.preuves.all()[0].adresse_de_la_salle)

    for rang in range(CINQUANTE):
        adresse = page.url
        assert page.evaluate("document.activeElement.id") == "decision"
        if rang == 1:
            page.keyboard.press("m")
            page.keyboard.type("Capture illisible")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("c")
        page.wait_for_function("adresse => location.href !== adresse", arg=adresse)
        page.wait_for_load_state("load")
    onglet.verifier()

    statuts = list(Preuve.objects.filter(chapitre=chapitre).values_list("statut", flat=True))
    assert (statuts.count("conforme"), statuts.count("a_modifier")) == (CINQUANTE - 1, 1)
    assert page.url.endswith(chapitre.get_absolute_url())


def test_la_salle_montre_le_fichier_a_cote_de_l_exigence(portail: Callable[..., Onglet]) -> None:
    monde = Monde()
    onglet = portail("mandataire@logipro.example", largeur=320)
    preuve = monde.eligible().chapitres()[0].preuves.all()[0]
    onglet.aller(preuve.adresse_de_la_salle)
    fichiers: list[FilePayload] = [
        {"name": nom, "mimeType": "application/pdf", "buffer": PDF + nom.encode()} for nom in ("a.pdf", "b.pdf")
    ]
    onglet.page.locator("#fichiers").set_input_files(fichiers)
    onglet.cliquer("Déposer", role="button")
    onglet.aller(preuve.adresse_de_la_salle)
    onglet.page.locator("#commentaire").fill("Voir la page 3.")
    onglet.cliquer("Enregistrer le commentaire", role="button")
    onglet.aller(preuve.adresse_de_la_salle).cliquer("Archiver la preuve : a.pdf", role="button")
    onglet.aller(preuve.adresse_de_la_salle)

    assert onglet.page.locator("iframe").count() == 1
    assert "a.pdf" in onglet.page.locator("section[aria-labelledby=historique]").inner_text()
    assert not onglet.deborde()
