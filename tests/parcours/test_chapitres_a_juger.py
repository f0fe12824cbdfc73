"""A day of the reviewers on step 3: a responsable shares the chapters, a reviewer goes from one to the next."""

from collections.abc import Callable

import pytest

from preuves.models import Chapitre
from preuves.transitions.attribution import prendre_en_charge
from tests.monde import Monde
from tests.parcours.conftest import Onglet
from tests.preuves.petit_rem import importer_petit_rem

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def _soumis(monde: Monde, *produits: str) -> list[Chapitre]:
    """Two chapters per product, of three and of two proofs, all submitted."""
    importer_petit_rem()
    chapitres = []
    for nom in produits:
        scenario = monde.eligible(produit=nom)
        for chapitre in scenario.chapitres():
            scenario.soumettre(chapitre)
            chapitres.append(chapitre)
    return chapitres


def _par_personne() -> list[tuple[str, int]]:
    confies = Chapitre.objects.exclude(instructeur=None).select_related("instructeur")
    noms = [str(chapitre.instructeur) for chapitre in confies]
    return sorted((nom, noms.count(nom)) for nom in set(noms))


def test_un_responsable_repartit_les_chapitres_apres_les_avoir_vus(portail: Callable[..., Onglet]) -> None:
    responsable = portail("responsable@ans.example")
    _soumis(Monde(), "LogiMed", "LogiMed Pédiatrie")
    responsable.aller("/").cliquer("Chapitres non attribués")

    responsable.cliquer("Répartir les chapitres que personne ne suit")
    for nom in ("Amina Roux", "Louis Moreau"):
        responsable.page.get_by_text(nom).locator("visible=true").last.click()
    responsable.cliquer("Voir qui recevrait quoi", role="button")
    lu = responsable.lire()
    avant = _par_personne()
    responsable.cliquer("Confirmer et attribuer", role="button")

    assert ("Amina Roux : 2 chapitres" in lu, "0 preuve à juger aujourd’hui, 5 ensuite" in lu, avant) == (
        True,
        True,
        [],
    )
    assert "Chapitres répartis : 4" in responsable.lire()
    assert _par_personne() == [("Amina Roux", 2), ("Louis Moreau", 2)]


@pytest.mark.exigence("E3-03", "E3-24")
def test_une_verificatrice_passe_d_un_chapitre_au_suivant_jusqu_a_vider_sa_file(portail: Callable[..., Onglet]) -> None:
    onglet, monde = portail("verificateur@ans.example"), Monde()
    chapitres = _soumis(monde, "LogiMed")
    page = onglet.page
    onglet.aller("/instruction/chapitres/?a=personne")
    for chapitre in chapitres:
        page.locator(f"#choix-{chapitre.pk}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Prendre en charge").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    onglet.verifier()
    pris = _par_personne()

    onglet.aller("/instruction/chapitres/?a=moi").cliquer("Commencer", role="link", exact=False)
    for chapitre in chapitres:
        for _ in range(chapitre.preuves.count()):
            adresse = page.url
            page.wait_for_function("document.activeElement.id === 'decision'")
            page.keyboard.press("c")
            page.wait_for_function("adresse => location.href !== adresse", arg=adresse)
            page.wait_for_load_state("load")
        onglet.verifier()
        assert page.url.endswith(chapitre.get_absolute_url())
        onglet.cliquer("Valider le chapitre").cliquer("Valider le chapitre", role="button")
        onglet.cliquer("Chapitre suivant de ma file")

    assert pris == [("Amina Roux", 2)]
    assert set(Chapitre.objects.values_list("statut", flat=True)) == {"valide"}
    assert page.url.endswith("/instruction/chapitres/?a=moi")
    assert "Aucun chapitre n’attend l’ANS avec ces critères." in onglet.lire()


def test_un_responsable_attribue_depuis_le_chapitre(portail: Callable[..., Onglet]) -> None:
    responsable = portail("responsable@ans.example")
    chapitre = _soumis(Monde(), "LogiMed")[0]
    responsable.aller(chapitre.get_absolute_url())

    responsable.page.get_by_text("Attribuer à une autre personne").click()
    responsable.page.get_by_label("Personne qui suivra ce chapitre").select_option(label="Amina Roux")
    responsable.cliquer("Attribuer", role="button", exact=True)

    assert responsable.page.url.endswith(chapitre.get_absolute_url())
    assert "Amina Roux suit ce chapitre depuis le" in responsable.lire()


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_file_et_la_repartition_tiennent_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable, monde = portail("responsable@ans.example", largeur=largeur), Monde()
    chapitre = _soumis(monde, "LogiMed")[0]
    prendre_en_charge(chapitre, monde.demande(monde.verificateur))
    collegue = monde.verificateur.personne.pk
    adresses = (
        "/instruction/chapitres/",
        f"/instruction/chapitres/repartir/?collegue={collegue}",
        chapitre.get_absolute_url(),
    )

    debordent = [adresse for adresse in adresses if responsable.aller(adresse).deborde()]

    assert debordent == []
