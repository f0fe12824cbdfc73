"""Files that arrive, or whose loss is told: ten of them of which three are bad, a cut, an expired session."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from candidatures.models import Candidature, Message
from preuves.models import FichierDuLot
from segur.noyau.documents.models import Document
from tests.monde import PDF, Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MANDATAIRE = "mandataire@logipro.example"
BILAN = ".envoi-du-formulaire [role=status]"
PESE_ONZE_MO = 11_000_000


def _dix_fichiers(racine: Path) -> list[Path]:
    """Seven good ones; a format that is not taken, a file too large, a page disguised as a picture."""
    racine.mkdir()
    for rang in range(7):
        (racine / f"bon {rang}.pdf").write_bytes(PDF + str(rang).encode())
    (racine / "outil.exe").write_bytes(b"MZ")
    (racine / "lourd.pdf").write_bytes(PDF.ljust(PESE_ONZE_MO, b" "))
    (racine / "faux.png").write_bytes(b"<html>")
    return sorted(racine.iterdir())


def _sans_les_coupures(onglet: Onglet) -> None:
    """The browser logs the cut that the test made."""
    onglet.erreurs = [erreur for erreur in onglet.erreurs if "net::ERR_FAILED" not in erreur]
    onglet.verifier()


def _couper(page: Page, chemin: str, rangs: tuple[int, ...]) -> list[str]:
    """Cuts the attempts of those ranks, the first one being 1. Returns the attempts, as they come."""
    essais: list[str] = []

    def passer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        essais.append(route.request.url)
        route.abort() if len(essais) in rangs else route.continue_()

    page.route(chemin, passer)
    return essais


@pytest.mark.exigence("E3-13")
def test_dix_fichiers_dont_trois_mauvais_et_une_coupure(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail(MANDATAIRE)
    candidature = Monde().eligible().candidature
    page = onglet.page
    onglet.aller(f"/candidatures/{candidature.numero}/etape-3/lot/")
    essais = _couper(page, "**/etape-3/lot/", (4,))
    bilan = page.locator("#envois [role=status]")

    page.locator("#fichiers").set_input_files(_dix_fichiers(tmp_path / "dix"))
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(bilan).to_have_text("Terminé : 6 reçus, 3 refusés, 1 coupé.", timeout=60_000)
    envois = page.inner_text("#envois")
    assert "« outil.exe » n’est pas dans un format accepté ici. Formats acceptés : PNG, JPEG" in envois
    assert "refusé : « lourd.pdf » pèse 11,0 Mo. Taille acceptée : moins de 10 Mo." in envois
    assert re.search(r"faux\.png : refusé : .*Le contenu de « faux\.png » n’est pas celui d’un fichier PNG", envois)
    assert envois.count("coupé : la connexion n’a pas tenu.") == 1
    _sans_les_coupures(onglet)

    page.get_by_role("button", name="Réessayer").click()
    expect(bilan).to_have_text("Terminé : 1 reçu, 3 refusés, 0 coupé.", timeout=60_000)

    recus = FichierDuLot.objects.exclude(etat="refuse").values_list("chemin", flat=True)
    assert sorted(recus) == [f"bon {rang}.pdf" for rang in range(7)]
    assert len(essais) == 9  # the two that break an announced limit never left; the cut one left twice
    onglet.verifier()


def test_un_formulaire_coupe_garde_ce_qui_est_saisi_et_choisi(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail(MANDATAIRE, largeur=320)
    candidature = Monde().eligible().candidature
    page = onglet.page
    _ecrire(onglet, candidature, _dix_fichiers(tmp_path / "dix")[:3] + [tmp_path / "dix" / "outil.exe"])
    assert "« outil.exe » n’est pas dans un format accepté ici." in onglet.lire()
    onglet.verifier()
    _couper(page, "**/nouveau/**", (1,))

    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.locator(BILAN)).to_contain_text("Envoi coupé : la connexion n’a pas tenu.")
    assert page.get_by_label("Votre message").input_value() == "Voici trois pièces."
    assert (Message.objects.count(), onglet.deborde()) == (0, False)
    _sans_les_coupures(onglet)

    page.get_by_role("button", name="Réessayer l’envoi").click()
    expect(page.get_by_role("main")).to_contain_text("Voici trois pièces.")
    onglet.verifier()
    assert sorted(Document.objects.filter(zone="message").values_list("nom", flat=True)) == [
        "bon 0.pdf",
        "bon 1.pdf",
        "bon 2.pdf",
    ]


def test_un_refus_du_portail_garde_les_bons_fichiers(portail: Callable[..., Onglet], tmp_path: Path) -> None:
    onglet = portail(MANDATAIRE)
    candidature = Monde().eligible().candidature
    page = onglet.page
    dix = _dix_fichiers(tmp_path / "dix")
    _ecrire(onglet, candidature, [dix[0], tmp_path / "dix" / "faux.png", dix[1]])

    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.locator("#erreurs")).to_contain_text("Le contenu de « faux.png » n’est pas celui d’un fichier PNG.")
    onglet.verifier()
    gardes = page.evaluate("[...document.querySelector('main input[type=file]').files].map(f => f.name)")
    assert gardes == ["bon 0.pdf", "bon 1.pdf"]
    assert page.get_by_label("Votre message").input_value() == "Voici trois pièces."

    Session.objects.all().delete()
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.locator(BILAN)).to_contain_text("votre session a expiré.")
    onglet.verifier()
    ailleurs = Onglet(page.context.new_page(), onglet.adresse).connecter(MANDATAIRE)
    ailleurs.page.close()
    page.get_by_role("button", name="Réessayer l’envoi").click()

    expect(page.locator("#erreurs")).to_have_count(0)
    expect(page.get_by_role("link", name="bon 0.pdf")).to_be_visible()
    assert Message.objects.get().texte == "Voici trois pièces."


def _ecrire(onglet: Onglet, candidature: Candidature, fichiers: list[Path]) -> None:
    page = onglet.page
    onglet.aller(f"/candidatures/{candidature.numero}/messagerie/nouveau/")
    page.get_by_label("Sujet").fill("Pièces")
    page.get_by_label("Votre message").fill("Voici trois pièces.")
    page.get_by_label("De quoi parlez-vous ?").select_option(index=1)
    page.locator("main input[type=file]").set_input_files(fichiers)
