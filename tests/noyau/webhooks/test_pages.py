"""What who engages the firm sees and does: a secret once, errors all at once, the events and their attempts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segur.noyau.comptes.models import Acteur
from segur.noyau.transitions import Refus
from segur.noyau.webhooks.models import Tentative, Webhook
from segur.noyau.webhooks.transitions import essayer
from tests.monde import Monde
from tests.noyau.webhooks.exemples import evenement_de, maintenant, un_webhook

pytestmark = pytest.mark.django_db
Connecter = Callable[[Acteur], Client]
PAGE = "/organisation/webhooks/"


def test_le_secret_est_montre_une_fois(monde: Monde, connecter: Connecter, settings: Any) -> None:
    settings.WEBHOOKS_LOCAUX = True
    client = connecter(monde.mandataire)
    page = client.post(f"{PAGE}nouveau/", {"nom": "CI", "url": "http://127.0.0.1:9/", "familles": ["preuves"]})

    secret, webhook = page.context["secret"], Webhook.objects.get()
    assert (page.status_code, secret in page.content.decode(), "no-store" in page["Cache-Control"]) == (201, True, True)
    assert webhook.secrets(maintenant()) == [secret]
    pages = [client.get(adresse).content.decode() for adresse in (PAGE, webhook.get_absolute_url())]
    assert [secret in lue for lue in pages] == [False, False]


def test_la_meme_page_sous_un_autre_nom_est_refusee_en_clair(monde: Monde, connecter: Connecter, settings: Any) -> None:
    settings.WEBHOOKS_LOCAUX = True
    client, envoye = connecter(monde.mandataire), {"url": "http://127.0.0.1:9/", "familles": ["preuves"], "cle": "k"}
    assert client.post(f"{PAGE}nouveau/", {**envoye, "nom": "CI"}).status_code == 201

    encore = client.post(f"{PAGE}nouveau/", {**envoye, "nom": "Suivi"})

    lue = encore.content.decode()
    assert (encore.status_code, "n’a été montré qu’une fois" in lue, 'value="Suivi"' in lue) == (422, True, True)
    assert [webhook.nom for webhook in Webhook.objects.all()] == ["CI"]


def test_toutes_les_erreurs_ensemble_et_rien_de_perdu(monde: Monde, connecter: Connecter) -> None:
    reponse = connecter(monde.mandataire).post(f"{PAGE}nouveau/", {"url": "https://10.0.0.1:22/a#b"})
    lue = reponse.content.decode()
    attendues = ("Donnez un nom", "Choisissez au moins une famille", "Le port est 443 ou 8443.", "Ôtez ce qui suit")
    assert (reponse.status_code, [texte in lue for texte in attendues]) == (422, [True] * 4)
    assert ('value="https://10.0.0.1:22/a#b"' in lue, Webhook.objects.count()) == (True, 0)


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "https://2130706433/", "https://[::ffff:127.0.0.1]/"])
def test_une_adresse_privee_est_refusee_des_la_declaration(monde: Monde, connecter: Connecter, url: str) -> None:
    reponse = connecter(monde.mandataire).post(f"{PAGE}nouveau/", {"nom": "CI", "url": url, "familles": ["preuves"]})
    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, ["url"])


def test_seul_qui_engage_la_firme_declare_et_dix_au_plus(monde: Monde) -> None:
    with pytest.raises(Refus, match="mandataire ou un représentant"):
        un_webhook(monde.salarie)
    for rang in range(10):
        un_webhook(monde.mandataire, nom=f"n° {rang}")
    with pytest.raises(Refus, match="10 webhooks au plus"):
        un_webhook(monde.mandataire, nom="de trop")
    with pytest.raises(Refus, match="porte déjà ce nom"):
        un_webhook(monde.mandataire, nom="n° 1")


def test_renouveler_montre_le_nouveau_secret_et_jamais_deux_fois(monde: Monde, connecter: Connecter) -> None:
    webhook, client = un_webhook(monde.mandataire), connecter(monde.mandataire)
    adresse = f"{webhook.get_absolute_url()}secret/"

    page = client.post(adresse, {"cle": "page-1"})
    encore = client.post(adresse, {"cle": "page-1"})

    nouveau = Webhook.objects.get().secrets(maintenant())[0]
    assert (page.context["secret"], page["Cache-Control"].count("no-store")) == (nouveau, 1)
    assert (encore.status_code, "Cette page a déjà servi" in encore.content.decode()) == (409, True)
    assert len(Webhook.objects.get().secrets(maintenant())) == 2


def test_ailleurs_le_webhook_n_existe_pas(monde: Monde, connecter: Connecter) -> None:
    webhook = un_webhook(monde.mandataire, essaye=True)
    adresses = (webhook.get_absolute_url(), f"{PAGE}{webhook.pk}/secret/", evenement_de(webhook).get_absolute_url())
    for acteur in (monde.autre_editeur, monde.salarie, monde.responsable):
        assert [connecter(acteur).get(adresse).status_code for adresse in adresses] == [404] * 3


def test_les_evenements_se_filtrent_et_s_exportent(monde: Monde, connecter: Connecter) -> None:
    webhook, client = un_webhook(monde.mandataire, essaye=True), connecter(monde.mandataire)
    scenario = monde.brouillon()
    adresse, dossier = webhook.get_absolute_url(), scenario.candidature.cle_dossier
    compter = [
        client.get(f"{adresse}?{choix}").context["page"].paginator.count
        for choix in ("", "statut=ecarte", "type=essai", f"q={dossier}", "au=2020-01-01", "statut=inconnu")
    ]
    tous = webhook.evenements.count()
    assert (compter, tous > 1) == ([tous, 1, 1, tous - 1, 0, tous], True)
    lignes = b"".join(client.get(f"{adresse}?format=csv&statut=ecarte").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert (len(lignes), "essai" in lignes[1]) == (2, True)


def test_une_page_coute_autant_pour_un_que_pour_trois(monde: Monde, connecter: Connecter) -> None:
    client = connecter(monde.mandataire)
    webhook = un_webhook(monde.mandataire, essaye=True)
    evenement = evenement_de(webhook)
    adresses = (PAGE, webhook.get_absolute_url(), evenement.get_absolute_url())
    couts = []
    for rang in range(3):
        Tentative.objects.create(evenement=evenement, numero=rang + 1, le=maintenant(), cause="Panne.", duree_ms=1)
        couts.append([_cout(client, adresse) for adresse in adresses])
        un_webhook(monde.mandataire, nom=f"n° {rang}")
        essayer(webhook, monde.demande(monde.mandataire))
    assert (couts[0], max(couts[0]) <= 15) == (couts[2], True)


def _cout(client: Client, adresse: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def test_la_documentation_est_publique_et_cite_le_verificateur(client: Client) -> None:
    lue = client.get("/api/webhooks/").content.decode()
    assert ("Segur-Signature" in lue, "def verifier(corps: bytes" in lue, "1 min, 5 min" in lue) == (True, True, True)
