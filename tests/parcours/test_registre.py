"""An anonymous visitor reads the public registry on a narrow screen, by the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from candidatures.models import Abonnement
from segur.noyau.messagerie.models import Notification
from tests.monde import Monde, referencer
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
TOUCHES_AU_PLUS = 80


def _atteindre(onglet: Onglet, cible: Locator) -> None:
    """Tab after tab, as who has no mouse."""
    for _ in range(TOUCHES_AU_PLUS):
        onglet.page.keyboard.press("Tab")
        if cible.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Le clavier n’atteint pas {cible}.")


def _taper(onglet: Onglet, etiquette: str, texte: str) -> None:
    """Typed, then sent by the Enter key."""
    _atteindre(onglet, onglet.page.get_by_label(etiquette))
    onglet.page.keyboard.type(texte)
    _valider(onglet)


def _valider(onglet: Onglet) -> None:
    onglet.page.keyboard.press("Enter")
    onglet.verifier()


@pytest.mark.exigence("PUB-01", "E4-11")
def test_un_acheteur_cherche_ouvre_et_verifie_un_nru_au_clavier(portail: Callable[..., Onglet]) -> None:
    visiteur = portail(largeur=320)
    nru = referencer(Monde().soumise(produit="Écho Santé").candidature)
    page = visiteur.page

    visiteur.aller("/")
    _atteindre(visiteur, page.get_by_role("link", name="Consulter le registre des solutions"))
    _valider(visiteur)
    assert not visiteur.deborde()
    _taper(visiteur, "Rechercher (solution", "echo sante")
    _atteindre(visiteur, page.get_by_role("link", name="Écho Santé", exact=True))
    _valider(visiteur)
    assert ("LogiPro" in visiteur.lire(), nru in visiteur.lire(), visiteur.deborde()) == (True, True, False)

    visiteur.aller("/registre/")
    _taper(visiteur, "Vérifier un numéro", f"{nru[:5]} {nru[5:].lower()}")
    assert page.get_by_role("heading", level=1).inner_text() == "Écho Santé"
    visiteur.aller("/registre/")
    _taper(visiteur, "Vérifier un numéro", nru[:-1] + ("A" if nru[-1] != "A" else "B"))
    assert ("mal recopié" in visiteur.lire(), visiteur.deborde()) == (True, False)


@pytest.mark.exigence("PUB-01")
def test_les_editeurs_sont_proposes_pendant_la_saisie(portail: Callable[..., Onglet]) -> None:
    visiteur = portail(largeur=320)
    for produit, editeur in (("Alpha", "LogiPro"), ("Bêta", "MédiSoft")):
        referencer(Monde().soumise(produit=produit, editeur=editeur).candidature)
    page = visiteur.aller("/registre/").page

    _atteindre(visiteur, page.get_by_label("Éditeur (nom"))
    expect(page.locator("#editeurs option")).to_have_count(2)
    page.keyboard.type("medi")
    expect(page.locator("#editeurs option")).to_have_count(1)
    assert page.locator("#editeurs option").get_attribute("value") == "MédiSoft"
    _valider(visiteur)

    assert ("Bêta" in visiteur.lire(), page.get_by_role("link", name="Alpha", exact=True).count()) == (True, 0)


@pytest.mark.exigence("PUB-01")
def test_deux_solutions_se_comparent_au_clavier(portail: Callable[..., Onglet]) -> None:
    visiteur = portail(largeur=320)
    nrus = [referencer(Monde().soumise(produit=nom).candidature) for nom in ("Alpha", "Bêta")]
    visiteur.aller("/registre/")

    for nru in nrus:
        _atteindre(visiteur, visiteur.page.locator(f"#comparer-{nru}"))
        visiteur.page.keyboard.press("Space")
    _atteindre(visiteur, visiteur.page.get_by_role("button", name="Comparer les solutions"))
    _valider(visiteur)

    page = visiteur.lire()
    assert ([nru in page for nru in nrus], "identique" in page, visiteur.deborde()) == ([True, True], True, False)


@pytest.mark.exigence("PUB-01")
def test_un_abonnement_se_demande_et_se_confirme(portail: Callable[..., Onglet]) -> None:
    visiteur = portail(largeur=320)

    visiteur.aller("/registre/").cliquer("Être prévenu des changements")
    visiteur.page.get_by_label("Adresse électronique").fill("acheteuse@hopital.example")
    assert not visiteur.deborde()
    visiteur.cliquer("Recevoir le lien", role="button")
    assert "Un message vous attend" in visiteur.lire()
    visiteur.aller(Notification.objects.get().lien).cliquer("Confirmer", role="button")

    assert "Votre abonnement est confirmé" in visiteur.lire()
    assert Abonnement.objects.get().confirme_le is not None
