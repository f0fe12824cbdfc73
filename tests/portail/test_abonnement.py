"""Subscribing to the registry, page by page, without account."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from candidatures.abonnements import PAR_RESEAU, cle_du_reseau
from candidatures.models import Abonnement
from segur.noyau.messagerie.models import Notification
from tests.monde import LGC, Monde, liens_d_abonnement

pytestmark = pytest.mark.django_db
ADRESSE = "acheteuse@hopital.example"
FORMULAIRE = "/registre/abonnement/"


@pytest.fixture(autouse=True)
def reseau_neuf() -> None:
    for adresse in ("127.0.0.1", "203.0.113.7", "203.0.113.8", "2001:db8::1", "2001:db8:0:1::1"):
        cache.delete(cle_du_reseau(adresse))


def test_de_la_demande_a_l_arret(monde: Monde, client: Client) -> None:
    demandee = client.post(FORMULAIRE, {"adresse": ADRESSE, "dispositif": LGC})
    message = Notification.objects.get()
    ouverte = client.get(message.lien)
    ouverte_sans_confirmer = Abonnement.objects.get().confirme_le
    confirmee = client.post(message.lien)
    suivi = Abonnement.objects.get()
    arret = message.corps[message.corps.index("/registre/abonnement/arreter/") :].split("\n")[0]
    client.get(arret)
    encore = Abonnement.objects.count()
    arretee = client.post(arret)

    pages = [reponse.content.decode() for reponse in (demandee, ouverte, confirmee, arretee)]
    titres = ["Un message vous attend", "Confirmer votre abonnement", "est confirmé", "L’abonnement est arrêté"]
    assert [titre in page for titre, page in zip(titres, pages, strict=True)] == [True] * 4
    assert (ouverte_sans_confirmer, suivi.confirme_le is not None, str(suivi.dispositif)) == (None, True, "LGC vague 2")
    assert (encore, Abonnement.objects.count()) == (1, 0)


def test_la_page_ne_dit_pas_si_l_adresse_est_connue(monde: Monde, client: Client) -> None:
    reponses = [client.post(FORMULAIRE, {"adresse": ADRESSE}) for _ in range(2)]

    assert reponses[0].content == reponses[1].content
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(
    ("saisie", "erreurs"),
    [
        ({}, ["Indiquez l’adresse où recevoir les changements."]),
        ({"adresse": "sans arobase"}, ["Saisissez une adresse e-mail valide."]),
        (
            {"adresse": "", "dispositif": "inconnu"},
            ["Indiquez l’adresse où recevoir les changements.", "Choisissez un dispositif de la liste."],
        ),
    ],
)
def test_toutes_les_erreurs_se_disent_a_la_fois(
    monde: Monde, client: Client, saisie: dict[str, str], erreurs: list[str]
) -> None:
    reponse = client.post(FORMULAIRE, saisie)

    page = reponse.content.decode()
    assert (reponse.status_code, [erreur for erreur in erreurs if erreur not in page]) == (422, [])
    assert Abonnement.objects.count() == 0


@pytest.mark.parametrize("action", ["confirmer", "arreter"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_faux_lien_ne_fait_rien(monde: Monde, client: Client, action: str, methode: str) -> None:
    liens_d_abonnement()

    reponse = getattr(client, methode)(f"{FORMULAIRE}{action}/faux:lien/")

    assert (reponse.status_code, "Ce lien ne peut plus servir" in reponse.content.decode()) == (404, True)
    assert Abonnement.objects.filter(confirme_le=None).count() == 1


def test_aucun_cache_ne_garde_ces_pages(monde: Monde, client: Client) -> None:
    pages = [FORMULAIRE, *(f"{FORMULAIRE}{action}/x/" for action in ("confirmer", "arreter"))]

    assert ["no-store" in client.get(page)["Cache-Control"] for page in pages] == [True] * 3


def _demander(client: Client, rang: int, adresse: str, **entetes: str) -> int:
    saisie = {"adresse": f"personne{rang}@hopital.example"}
    return client.post(FORMULAIRE, saisie, REMOTE_ADDR=adresse, headers=entetes).status_code


def test_un_meme_reseau_ne_demande_pas_sans_fin(monde: Monde, client: Client) -> None:
    statuts = [_demander(client, rang, "203.0.113.7") for rang in range(PAR_RESEAU + 1)]
    ailleurs = _demander(client, 99, "203.0.113.8")

    refusee = client.post(FORMULAIRE, {"adresse": "encore@hopital.example"}, REMOTE_ADDR="203.0.113.7")
    page = refusee.content.decode()
    assert (statuts, ailleurs) == ([200] * PAR_RESEAU + [429], 200)
    assert ("Réessayez dans une heure" in page, "encore@hopital.example" in page) == (True, True)
    assert Notification.objects.count() == PAR_RESEAU + 1


def test_une_saisie_fausse_ne_compte_pas(monde: Monde, client: Client) -> None:
    for _ in range(PAR_RESEAU + 1):
        client.post(FORMULAIRE, {"adresse": "fausse"}, REMOTE_ADDR="203.0.113.7")

    assert _demander(client, 0, "203.0.113.7") == 200


def test_en_ipv6_tout_un_abonne_compte_ensemble(monde: Monde, client: Client) -> None:
    for rang in range(PAR_RESEAU):
        assert _demander(client, rang, f"2001:db8::{rang + 1:x}") == 200

    assert (_demander(client, 98, "2001:db8::ffff"), _demander(client, 99, "2001:db8:0:1::1")) == (429, 200)


@pytest.mark.parametrize(("mandataire", "attendu"), [("127.0.0.1", 200), ("203.0.113.7", 429)])
def test_l_adresse_transmise_ne_compte_que_d_un_mandataire_de_confiance(
    monde: Monde, client: Client, settings: Any, mandataire: str, attendu: int
) -> None:
    """Anybody may write the header; only the front server's says who asks."""
    settings.MANDATAIRES_DE_CONFIANCE = ["127.0.0.0/8"]
    for rang in range(PAR_RESEAU):
        _demander(client, rang, mandataire, **{"X-Forwarded-For": "203.0.113.7"})

    assert _demander(client, 99, mandataire, **{"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}) == attendu
