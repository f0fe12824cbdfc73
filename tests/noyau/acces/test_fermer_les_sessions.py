"""`manage.py fermer_les_sessions`: one account, or all of them."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

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
