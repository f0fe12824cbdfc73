"""Another address, other events: by who engages the firm, lately identified, towards a target that is checked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Demande, Refus
from segur.noyau.webhooks.livraison import livrer
from segur.noyau.webhooks.models import Evenement, Famille, Webhook
from segur.noyau.webhooks.transitions import essayer, modifier, retirer
from tests.monde import Monde
from tests.noyau.webhooks.exemples import NULLE_PART, Recepteur, evenement_de, maintenant, un_webhook

pytestmark = pytest.mark.django_db
Connecter = Callable[[Acteur], Client]


def _page(webhook: Webhook) -> str:
    return f"{webhook.get_absolute_url()}modifier/"


def test_la_nouvelle_adresse_recoit_ce_qui_attendait(monde: Monde, connecter: Connecter, recepteur: Recepteur) -> None:
    webhook, client = un_webhook(monde.mandataire), connecter(monde.mandataire)
    secrets = webhook.secrets(maintenant())
    essayer(webhook, monde.demande(monde.mandataire))

    reponse = client.post(_page(webhook), {"url": recepteur.url, "familles": ["preuves"]})

    relu = Webhook.objects.get()
    assert (reponse.status_code, relu.url, relu.familles) == (302, recepteur.url, ["preuves"])
    assert relu.secrets(maintenant()) == secrets
    livrer(evenement_de(webhook).pk, maintenant() + timedelta(days=1))
    assert (len(recepteur.recus), evenement_de(webhook).statut) == (1, Evenement.Statut.LIVRE)


def test_le_journal_garde_l_ancienne_et_la_nouvelle(monde: Monde) -> None:
    webhook = un_webhook(monde.mandataire)
    choix = {"url": "https://hooks.editeur.example/", "familles": ["preuves"]}
    modifier(webhook, Demande(monde.mandataire, horloge.maintenant(), choix))

    details = EntreeJournal.objects.get(action="webhook.modifier").details
    assert (details["ancienne_adresse"], details["adresse"]) == (NULLE_PART, choix["url"])
    assert (details["anciennes_familles"], details["familles"]) == (list(Famille.values), ["preuves"])


def test_une_cible_privee_est_refusee_pres_du_champ_sans_rien_perdre(monde: Monde, connecter: Connecter) -> None:
    webhook = un_webhook(monde.mandataire)
    reponse = connecter(monde.mandataire).post(_page(webhook), {"url": "https://[::ffff:10.0.0.1]/"})

    assert (reponse.status_code, sorted(reponse.context["form"].errors)) == (422, ["familles", "url"])
    assert 'value="https://[::ffff:10.0.0.1]/"' in reponse.content.decode()
    assert Webhook.objects.get().url == NULLE_PART


def test_la_page_montre_ce_qui_est_en_place(monde: Monde, connecter: Connecter) -> None:
    webhook = un_webhook(monde.mandataire, familles=["preuves"])
    lue = connecter(monde.mandataire).get(_page(webhook)).content.decode()
    assert (f'value="{NULLE_PART}"' in lue, lue.count(" checked")) == (True, 1)


def test_ni_le_salarie_ni_une_identite_ancienne_ni_un_webhook_retire(monde: Monde, connecter: Connecter) -> None:
    webhook, le = un_webhook(monde.mandataire), horloge.maintenant()
    choix = {"url": "https://hooks.editeur.example/", "familles": ["preuves"]}
    with pytest.raises(Refus, match="identité"):
        modifier(webhook, Demande(monde.mandataire, le, choix, identite_recente=False))
    retirer(webhook, Demande(monde.mandataire, le))
    reponse = connecter(monde.mandataire).post(_page(webhook), {"url": "https://8.8.8.8/", "familles": ["preuves"]})

    assert (reponse.status_code, Webhook.objects.get().url) == (409, NULLE_PART)
    for acteur in (monde.autre_editeur, monde.salarie):
        assert connecter(acteur).post(_page(webhook), choix).status_code == 404
