"""Nine o'clock at the ANS: the queue is shared out, and two reviewers open the same step."""

from collections.abc import Callable

import pytest

from candidatures.models import Candidature, CandidatureAdministrative
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_la_file_du_matin_se_prend_en_charge_au_clavier(portail: Callable[..., Onglet]) -> None:
    verificateur = portail("verificateur@ans.example")
    numeros = [Monde().soumise(produit=nom).candidature.numero for nom in ("LogiMed", "LogiMed Pédiatrie")]
    verificateur.aller("/").cliquer("Étapes 1 et 2 non attribuées")
    page = verificateur.page

    for numero in numeros:
        page.locator(f"#choix-{numero}-1").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Prendre en charge").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    verificateur.verifier()

    assert "Prise en charge par Amina Roux" in verificateur.lire()
    assert "Aucune étape n’attend l’ANS avec ces critères." in verificateur.lire()
    assert set(Candidature.objects.values_list("instructeur__email", flat=True)) == {"verificateur@ans.example"}
    assert verificateur.aller("/instruction/?a=moi").page.locator("tbody tr").count() == 4


def test_un_responsable_attribue_depuis_l_etape(portail: Callable[..., Onglet]) -> None:
    responsable = portail("responsable@ans.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().soumise().candidature)
    responsable.aller(etape.get_absolute_url())
    page = responsable.page

    page.get_by_text("Attribuer à une autre personne").click()
    page.get_by_label("Personne qui suivra cette candidature").select_option(label="Amina Roux")
    responsable.cliquer("Attribuer", role="button", exact=True)

    assert page.url.endswith(etape.get_absolute_url())
    assert "Amina Roux suit cette candidature depuis le" in responsable.lire()


def test_deux_verificateurs_ont_la_meme_etape_ouverte(portail: Callable[..., Onglet]) -> None:
    premiere, second = portail("verificateur@ans.example"), portail("responsable@ans.example")
    editeur = portail("mandataire@logipro.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().soumise().candidature)
    editeur.aller(etape.get_absolute_url())
    premiere.aller(etape.get_absolute_url())
    second.aller(etape.get_absolute_url())

    second.page.locator("#presence", has_text="Amina Roux a aussi cette étape ouverte").wait_for()
    second.verifier()
    assert "Claire Martin" not in second.page.inner_text("#presence")
    premiere.cliquer("Valider la candidature administrative").cliquer("Valider", role="button", exact=True)
    second.cliquer("Valider la candidature administrative")

    lu = second.lire()
    assert "Cette action n’est pas possible" in lu
    assert "Candidature administrative validée par Amina Roux le 06/10/2025 à 10:0" in lu
    second.cliquer("Retour")
    assert "VALIDÉE" in second.lire().upper()


def test_le_second_qui_confirme_trop_tard_est_refuse(portail: Callable[..., Onglet]) -> None:
    premiere, second = portail("verificateur@ans.example"), portail("responsable@ans.example")
    etape = CandidatureAdministrative.objects.get(candidature=Monde().soumise().candidature)
    second.aller(etape.get_absolute_url()).cliquer("Refuser", exact=True)
    second.page.get_by_label("Motif").fill("Hors périmètre.")
    premiere.aller(etape.get_absolute_url()).cliquer("Valider la candidature administrative")
    premiere.cliquer("Valider", role="button", exact=True)

    second.cliquer("Refuser", role="button", exact=True)

    etape.refresh_from_db()
    assert "Candidature administrative validée par Amina Roux" in second.lire()
    assert (etape.statut, etape.motif) == ("validee", "")


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_file_et_l_etape_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable = portail("responsable@ans.example", largeur=largeur)
    etape = CandidatureAdministrative.objects.get(candidature=Monde().soumise().candidature)

    adresses = ("/", "/instruction/", etape.get_absolute_url())
    debordent = [adresse for adresse in adresses if responsable.aller(adresse).deborde()]

    assert debordent == []
