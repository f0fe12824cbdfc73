"""A mandataire declares a webhook, sees it fail and succeed, replays an event, changes the secret, removes it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from segur.noyau.webhooks.models import Webhook
from segur.noyau.webhooks.tasks import livrer_les_evenements
from tests.noyau.webhooks.exemples import Recepteur, evenement_de
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def recepteur(settings: Any) -> Iterator[Recepteur]:
    settings.WEBHOOKS_LOCAUX = True
    ouvert = Recepteur(attitude=500)
    yield ouvert
    ouvert.fermer()


def test_un_webhook_de_sa_declaration_a_son_retrait(portail: Callable[..., Onglet], recepteur: Recepteur) -> None:
    mandataire = portail("mandataire@logipro.example")
    premier = _declarer(mandataire, recepteur.url)
    webhook = Webhook.objects.get()
    mandataire.cliquer("Ouvrir le webhook")
    assert premier not in mandataire.page.content()

    mandataire.cliquer("Envoyer un essai").cliquer("Envoyer un essai", role="button")
    livrer_les_evenements(webhook.pk)
    mandataire.aller(evenement_de(webhook).get_absolute_url())
    assert "Le récepteur a répondu 500." in mandataire.lire()
    recepteur.attitude = 200
    mandataire.cliquer("Rejouer").cliquer("Rejouer", role="button")
    livrer_les_evenements(webhook.pk)
    mandataire.aller(evenement_de(webhook).get_absolute_url())
    assert "Reçu par le récepteur." in mandataire.lire()
    assert [recu.contenu["type"] for recu in recepteur.recus] == ["essai", "essai"]

    mandataire.cliquer("Webhook « Suivi des preuves »").cliquer("Renouveler le secret")
    assert "deux signatures" in mandataire.lire()
    mandataire.cliquer("Renouveler le secret", role="button")
    assert mandataire.page.get_by_label("Secret").input_value() != premier
    _a_l_etroit(portail, webhook)
    mandataire.cliquer("Ouvrir le webhook").cliquer("Retirer le webhook").cliquer("Retirer le webhook", role="button")
    assert "Retiré" in mandataire.lire()
    assert Webhook.objects.get().secret == ""


def _declarer(mandataire: Onglet, url: str) -> str:
    mandataire.aller("/organisation/").cliquer("Webhooks").cliquer("Déclarer un webhook")
    page = mandataire.page
    page.get_by_label("Adresse du récepteur").fill("https://10.0.0.1/")
    mandataire.cliquer("Déclarer le webhook", role="button")
    assert "mène à une adresse privée ou réservée" in mandataire.lire()
    page.locator("#id_nom").fill("Suivi des preuves")
    page.locator("#id_url").fill(url)
    page.get_by_text("les preuves : dépôts et verdicts").click()
    mandataire.cliquer("Déclarer le webhook", role="button")
    return page.get_by_label("Secret").input_value()


def _a_l_etroit(portail: Callable[..., Onglet], webhook: Webhook) -> None:
    etroit = portail("representant@logipro.example", largeur=320)
    evenement = evenement_de(webhook).get_absolute_url()
    for adresse in ("/organisation/webhooks/", webhook.get_absolute_url(), evenement, "/api/webhooks/"):
        assert not etroit.aller(adresse).deborde(), adresse
