"""A mandataire lends a role and confirms the others; the support looks, and changes nothing."""

from collections.abc import Callable

import pytest

from segur.noyau.comptes.models import Appartenance, Delegation, VisiteDuSupport
from segur.noyau.journal.verification import anomalies
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("B-CVG-03", "ENR-09")
def test_preter_un_role_revoir_les_droits_et_etre_vu_par_le_support(portail: Callable[..., Onglet]) -> None:
    mandataire = portail("mandataire@logipro.example")
    _revoir(mandataire)
    _deleguer(mandataire)

    salariee = portail("salarie@logipro.example", largeur=320)
    assert "En cours" in salariee.aller("/organisation/delegations/").lire()
    assert not salariee.deborde()
    assert "Inviter une personne" not in salariee.aller("/organisation/").lire()

    _voir_comme(portail("administrateur@ans.example"))
    compte = salariee.aller("/compte/").lire()
    assert "Yves Faure, du 06/10/2025" in compte
    assert "Assistance n° 12" in compte
    salariee.cliquer("Pages vues du")
    salariee.verifier()
    assert "/compte/" in salariee.lire()
    assert not salariee.deborde()

    mandataire.aller("/organisation/delegations/").cliquer("Révoquer la délégation : Inès Petit")
    mandataire.cliquer("Révoquer la délégation", role="button")
    assert "Révoquée le" in mandataire.lire()
    assert list(anomalies()) == []


def _revoir(mandataire: Onglet) -> None:
    mandataire.aller("/organisation/").cliquer("Droits et revue annuelle")
    assert "La revue annuelle des droits est due : 3 rôles" in mandataire.lire()
    mandataire.cliquer("Confirmer les rôles cochés", role="button")
    assert "Cochez au moins un membre" in mandataire.lire()
    for nom in ("Claire Martin", "Hugo Bernard"):
        mandataire.page.get_by_text(f"Garder {nom}").click()
    mandataire.cliquer("Confirmer les rôles cochés", role="button")
    assert "Rôles confirmés : 2." in mandataire.lire()
    assert Appartenance.objects.filter(confirmee_par__email="mandataire@logipro.example").count() == 2
    mandataire.page.get_by_text("Mandataire", exact=True).click()
    mandataire.verifier()
    mandataire.page.set_viewport_size({"width": 320, "height": 900})
    assert not mandataire.deborde()
    mandataire.verifier()
    mandataire.page.set_viewport_size({"width": 1280, "height": 900})


def _deleguer(mandataire: Onglet) -> None:
    mandataire.cliquer("Délégations").cliquer("Déléguer un rôle")
    page = mandataire.page
    page.get_by_label("À qui").select_option(label="Inès Petit")
    page.get_by_label("Fin (heure de Paris)").fill("2025-10-05T18:00")
    page.get_by_label("Motif").fill("Congés d’automne.")
    mandataire.cliquer("Accorder la délégation", role="button")
    assert "suit le début" in mandataire.lire()
    page.get_by_label("Fin (heure de Paris)").fill("2025-10-14T18:00")
    mandataire.cliquer("Accorder la délégation", role="button")
    assert "14/10/2025 à 18:00 (heure de Paris)" in mandataire.lire()
    assert Delegation.objects.get().delegataire.email == "salarie@logipro.example"


def _voir_comme(support: Onglet) -> None:
    support.aller("/organisation/liste/").cliquer("LogiPro").cliquer("Voir comme Inès Petit")
    support.page.get_by_label("Motif").fill("Assistance n° 12")
    support.cliquer("Voir comme cette personne", role="button")
    bandeau = support.page.get_by_role("complementary", name="Visite du support")
    assert "Yves Faure (support) voit comme Inès Petit, LogiPro." in bandeau.inner_text()
    assert "Lecture seule" in support.aller("/compte/second-facteur/").lire()
    support.page.set_viewport_size({"width": 320, "height": 900})
    assert not support.aller("/compte/").deborde()
    bandeau.get_by_role("button", name="Quitter la visite").click()
    support.verifier()
    assert "Vous ne voyez plus comme Inès Petit" in support.lire()
    assert VisiteDuSupport.objects.get().fermee_le is not None
    assert "Inès Petit" in support.aller("/compte/").cliquer("Toutes les visites du support").lire()
    support.verifier()
