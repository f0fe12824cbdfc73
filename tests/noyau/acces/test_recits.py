"""What opens an account, in its own journal."""

from typing import Any

import pytest
from allauth.core import context
from django.test import Client, RequestFactory

from segur.noyau.acces.rattachement import AdaptateurDesIdentites
from segur.noyau.comptes.models import Utilisateur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from tests.monde import AVANT_DATE_1, Monde
from tests.noyau.acces.conftest import entrer

pytestmark = pytest.mark.django_db


def recits(personne: Utilisateur) -> list[str]:
    return list(
        EntreeJournal.objects.filter(dossier=personne.cle_dossier).order_by("rang").values_list("recit", flat=True)
    )


@pytest.mark.usefixtures("exige")
def test_un_second_facteur_retire_laisse_une_ligne(client: Client, monde: Any, equiper: Any) -> None:
    personne = equiper(monde.salarie)
    entrer(client, personne)

    client.post("/compte/second-facteur/application/retirer/")

    assert recits(personne) == ["Second facteur retiré : application"]
    assert list(anomalies()) == []


@pytest.mark.parametrize(
    ("courriel", "attendu"),
    [
        ("account_connected", ["Identité nationale liée"]),
        ("account_disconnected", ["Identité nationale déliée"]),
        ("autre_courriel", []),
    ],
)
def test_une_identite_liee_ou_deliee_laisse_une_ligne(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, courriel: str, attendu: list[str]
) -> None:
    requete: Any = RequestFactory().get("/")
    requete.user, requete.acteur, requete.recu_le = monde.salarie.personne, monde.salarie, AVANT_DATE_1
    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.send_mail", lambda *a, **k: None)

    with context.request_context(requete):
        AdaptateurDesIdentites(requete).send_notification_mail(
            f"socialaccount/email/{courriel}", monde.salarie.personne, context={}
        )

    assert recits(monde.salarie.personne) == attendu
