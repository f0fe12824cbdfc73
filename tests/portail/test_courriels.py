"""The outbox, for who answers for the mails of the portal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from segur.noyau.messagerie.models import Courriel, Notification
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.messagerie.tasks import balayer
from tests.monde import Monde

pytestmark = pytest.mark.django_db
LE = datetime(2026, 9, 14, 10, tzinfo=UTC)


@pytest.fixture
def client(monde: Monde, connecter: Any) -> Client:
    client: Client = connecter(monde.responsable)
    return client


def un_de_chaque(monde: Monde) -> dict[str, Courriel]:
    """One mail per state, each to an address that says it."""
    faits: dict[str, dict[str, Any]] = {
        "retenus": {"part_le": LE.replace(year=2126)},
        "a_partir": {"part_le": LE},
        "en_difficulte": {"essais": 2, "derniere_erreur": "450 plus tard"},
        "envoye": {"statut": "envoye", "envoye_le": LE},
        "echec": {"statut": "echec", "derniere_erreur": "550 inconnu"},
        "rappele": {"statut": "rappele", "motif": "Trop tôt"},
        "classe": {"statut": "classe", "motif": "Vu"},
    }
    courriels = {}
    for etat, valeurs in faits.items():
        monde.notifier(monde.mandataire, etat)
        Notification.objects.filter(courriel=None).update(adresse=f"{etat}@exemple.fr")
        rassembler(LE)
        Courriel.objects.filter(adresse=f"{etat}@exemple.fr").update(**valeurs)
        courriels[etat] = Courriel.objects.get(adresse=f"{etat}@exemple.fr")
    return courriels


def lire(client: Client, adresse: str) -> str:
    return client.get(adresse).getvalue().decode()


def test_la_liste_se_filtre_et_se_cherche(monde: Monde, client: Client) -> None:
    courriels = un_de_chaque(monde)

    for etat in courriels:
        page = lire(client, f"/courriels/?etat={etat}&format=csv")
        assert [autre for autre in courriels if f"{autre}@exemple.fr" in page] == [etat]
    assert "echec@exemple.fr" in lire(client, "/courriels/?q=%C3%89CHEC&tri=adresse")
    assert "Aucun courriel." in lire(client, "/courriels/?q=introuvable")
    assert lire(client, "/courriels/?etat=inconnu").count("@exemple.fr") == 7


def test_la_fiche_dit_la_cause_et_ce_qui_reste_possible(monde: Monde, client: Client) -> None:
    courriels = un_de_chaque(monde)

    pages = {etat: lire(client, courriel.get_absolute_url()) for etat, courriel in courriels.items()}

    gestes = {"rappeler": "courriel.rappeler", "renvoyer": "courriel.renvoyer", "classer": "courriel.classer"}
    offerts = {
        etat: [nom for nom, geste in gestes.items() if f"/actions/{geste}/" in page] for etat, page in pages.items()
    }
    assert offerts == {
        "retenus": ["rappeler"],
        "a_partir": ["rappeler"],
        "en_difficulte": ["rappeler"],
        "envoye": ["renvoyer"],
        "echec": ["renvoyer", "classer"],
        "rappele": [],
        "classe": [],
    }
    assert "Courriel non remis : 550 inconnu" in pages["echec"]
    assert "Courriel rappelé avant son départ" in pages["rappele"]
    assert "Trop tôt" in pages["rappele"]


def test_rappeler_demande_un_motif(monde: Monde, client: Client) -> None:
    courriel = un_de_chaque(monde)["retenus"]
    adresse = f"/actions/courriel.rappeler/{courriel.pk}/"

    sans = client.post(adresse, {"motif": " "})
    avec = client.post(adresse, {"motif": "Mauvais dossier."})

    assert (sans.status_code, "Dites pourquoi." in sans.content.decode()) == (422, True)
    assert (avec.status_code, avec["Location"]) == (302, courriel.get_absolute_url())
    assert "Mauvais dossier." in lire(client, courriel.get_absolute_url())


def test_l_apercu_ne_peut_rien_executer_ni_charger(monde: Monde, client: Client) -> None:
    monde.notifier(monde.mandataire, "e", corps="<script>alert(1)</script>")
    rassembler(LE)

    reponse = client.get(f"/courriels/{Courriel.objects.get().pk}/apercu/")

    politique = reponse["Content-Security-Policy"]
    assert "sandbox" in politique
    assert "default-src 'none'" in politique
    assert "script-src" not in politique
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;script&gt;" in reponse.content.decode()


def test_le_lien_d_une_invitation_ne_se_lit_nulle_part(monde: Monde, client: Client) -> None:
    _, jeton = monde.inviter()
    rassembler(LE)
    courriel = Courriel.objects.get()
    adresses = [
        "/courriels/",
        "/courriels/?format=csv",
        courriel.get_absolute_url(),
        f"/courriels/{courriel.pk}/apercu/",
    ]

    avant = [jeton in lire(client, adresse) for adresse in adresses]
    balayer(LE)

    assert avant + [jeton in lire(client, adresse) for adresse in adresses] == [False] * 8


def test_l_accueil_compte_les_echecs(monde: Monde, client: Client, connecter: Any) -> None:
    sans = lire(client, "/")
    un_de_chaque(monde)
    avec = lire(client, "/")

    assert ("Courriels en échec" in sans, "Courriels en échec" in avec) == (False, True)
    assert "/courriels/?etat=echec" in avec
    assert "Courriels en échec" not in lire(connecter(monde.verificateur), "/")


def test_les_horaires_se_lisent_a_paris(monde: Monde, client: Client) -> None:
    courriel = un_de_chaque(monde)["a_partir"]
    Courriel.objects.filter(pk=courriel.pk).update(part_le=LE + timedelta(hours=1))

    assert "Courriel prévu le 14/09/2026 à 13:00 (heure de Paris)." in lire(client, courriel.get_absolute_url())
