"""A reminder from end to end: the ANS sees it planned, the vendor receives it and follows it to the field."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from candidatures.rappels.envoi import envoyer
from candidatures.transitions import administrative
from segur.noyau import horloge
from segur.noyau.messagerie.models import Notification
from tests.candidatures.rappels.gestes import DATE_1, a_l_heure
from tests.monde import Monde
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def _etape_2_sans_nil(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(monde.mandataire))
    scenario.remplir_etape_2(nil="")


@pytest.mark.exigence("E1-03")
def test_l_ans_voit_le_rappel_prevu_et_l_editeur_le_suit_jusqu_au_champ(portail: Callable[..., Onglet]) -> None:
    responsable, editeur, monde = portail("responsable@ans.example"), portail("mandataire@logipro.example"), Monde()
    _etape_2_sans_nil(monde)
    horloge.regler(a_l_heure(DATE_1, "J-7") - timedelta(minutes=1))
    menu = responsable.page.get_by_role("navigation", name="Menu principal")
    menu.get_by_role("button", name="Pilotage").click()
    menu.get_by_role("link", name="Rappels").click()
    responsable.verifier()
    prevu = responsable.lire()

    horloge.regler(a_l_heure(DATE_1, "J-7"))
    envoyer(horloge.maintenant())
    responsable.cliquer("Passés")
    passe = responsable.lire()
    message = Notification.objects.get(categorie="rappel", destinataire=monde.mandataire.utilisateur)
    editeur.aller(message.lien)
    champ = editeur.page.locator("input[name=nil]")

    assert "Partira le" in prevu
    assert "08/10/2025 à 12:00 (heure de Paris)" in prevu
    assert "il y manque 1 réponse ou pièce" in prevu
    assert "Date 1 dans 7 jours" in message.sujet
    assert "- NIL\n" in message.corps
    assert f"{monde.mandataire.personne}, LogiPro" in passe
    assert champ.input_value() == ""


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_page_des_rappels_tient_dans_l_ecran(portail: Callable[..., Onglet], largeur: int) -> None:
    responsable, monde = portail("responsable@ans.example", largeur=largeur), Monde()
    _etape_2_sans_nil(monde)
    horloge.regler(a_l_heure(DATE_1, "J-7"))
    envoyer(horloge.maintenant())

    debordent = [suite for suite in ("", "?vue=traites") if responsable.aller(f"/pilotage/rappels/{suite}").deborde()]

    assert debordent == []
