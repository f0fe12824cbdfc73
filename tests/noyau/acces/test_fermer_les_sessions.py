"""What the operator does for one account, or for all: ending sessions, taking lost factors away."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.models import Notification
from tests.noyau.acces.conftest import entrer, se_connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(monde: Any) -> tuple[Client, Client]:
    un, autre = Client(), Client()
    un.force_login(monde.mandataire.utilisateur)
    autre.force_login(monde.verificateur.utilisateur)
    return un, autre


def ouvertes(clients: tuple[Client, Client]) -> list[bool]:
    return [client.get("/compte/").status_code == 200 for client in clients]


def test_celles_d_un_compte(clients: tuple[Client, Client], monde: Any, capsys: Any) -> None:
    call_command("fermer_les_sessions", monde.mandataire.utilisateur.email.upper())

    assert ouvertes(clients) == [False, True]
    assert "1 compte" in capsys.readouterr().out


def test_celles_de_tous(clients: tuple[Client, Client]) -> None:
    call_command("fermer_les_sessions", "--toutes", verbosity=0)

    assert ouvertes(clients) == [False, False]


@pytest.mark.parametrize("arguments", [(), ("x@y.example", "--toutes"), ("inconnu@y.example",)])
def test_une_demande_imprecise_ne_ferme_rien(clients: tuple[Client, Client], arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("fermer_les_sessions", *arguments)

    assert ouvertes(clients) == [True, True]


@pytest.mark.usefixtures("exige")
def test_qui_a_tout_perdu_en_active_un_autre_apres_verification(monde: Any, equiper: Any, caplog: Any) -> None:
    personne = equiper(monde.verificateur)
    client = entrer(Client(), personne)

    call_command("retirer_les_facteurs", personne.email, verifie_par="Paul Roy, en personne", verbosity=0)

    assert client.get("/compte/").status_code == 302
    assert f"facteurs retirés compte={personne.pk} vérifié par Paul Roy, en personne" in caplog.text
    entree = EntreeJournal.objects.get(dossier=f"compte:{personne.pk}", acteur=None)
    assert entree.details == {"verifie_par": "Paul Roy, en personne"}
    assert Notification.objects.get(destinataire=personne).sujet == "Vos seconds facteurs sont retirés"
    se_connecter(client, personne)
    assert client.get("/candidatures/")["Location"] == "/compte/second-facteur/"


@pytest.mark.usefixtures("exige")
def test_sans_dire_qui_a_verifie_rien_n_est_retire(monde: Any, equiper: Any) -> None:
    personne = equiper(monde.verificateur)

    with pytest.raises(CommandError):
        call_command("retirer_les_facteurs", personne.email)
    with pytest.raises(CommandError):
        call_command("retirer_les_facteurs", "inconnu@y.example", verifie_par="Paul Roy")

    assert Authenticator.objects.filter(user=personne).exists()
