"""Reading never writes: every page, by every role."""

import logging
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from segur.noyau.comptes.models import Utilisateur
from segur.portail.demonstration.comptes import COMPTES
from segur.portail.demonstration.scenario import jouer
from tests.adresses import chemins
from tests.fournisseur_oidc import proposer_un_fournisseur
from tests.monde import Monde
from tests.souvenirs import garder

TRANCHES = 12
LECTURES = re.compile(
    r"\s*\(*(SELECT|WITH(?![\s\S]*\b(INSERT|UPDATE|DELETE)\b)|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|SHOW|EXPLAIN)\b",
    re.IGNORECASE,
)


class Ecritures:
    """Collects what is executed and is neither a read nor the session."""

    def __init__(self) -> None:
        self.ordres: list[str] = []

    def __call__(self, executer: Callable[..., Any], sql: str, *reste: Any) -> Any:
        if not LECTURES.match(sql) and "django_session" not in sql:
            self.ordres.append(sql[:200])
        return executer(sql, *reste)


def test_le_detecteur_voit_une_ecriture(monde: Monde):
    ecritures = Ecritures()

    with connection.execute_wrapper(ecritures):
        Utilisateur.objects.filter(pk=0).update(nom="x")
        list(Utilisateur.objects.all())

    assert [ordre.split()[0] for ordre in ecritures.ordres] == ["UPDATE"]


def part(nom: str, chemin: str) -> str:
    """What is read together: the pages of one name; the hundreds of one action each are shared out."""
    return f"{nom} {chemin.split('/')[2]}" if nom == "portail:action" else nom


@pytest.mark.parametrize("tranche", range(TRANCHES))
def test_lire_n_ecrit_jamais(monde: Monde, settings: Any, caplog: pytest.LogCaptureFixture, tranche: int):
    """Each role asks for each page of a world with candidatures at every stage; a share of the pages at a time."""
    caplog.set_level(logging.CRITICAL, "django.request")  # a thousand expected 403 and 404
    settings.DEMO, settings.GAZELLE_URL = True, "http://127.0.0.1:9"  # a platform that nobody answers for: 503
    proposer_un_fournisseur(settings, "http://127.0.0.1:9")
    garder("demonstration", jouer)
    tous = list(chemins())
    parts = sorted({part(*adresse) for adresse in tous})[tranche::TRANCHES]
    a_lire = [adresse for adresse in tous if part(*adresse) in parts]
    coupables: set[str] = set()
    statuts: dict[str, set[int]] = defaultdict(set)
    for compte in COMPTES:
        client = Client()
        client.force_login(Utilisateur.objects.get(email=compte.email))
        for nom, chemin in a_lire:
            ecritures = Ecritures()
            with connection.execute_wrapper(ecritures):
                reponse = client.get(chemin)
                b"".join(reponse)  # a streamed export reads as it goes
            statuts[nom].add(reponse.status_code)
            coupables |= {f"{nom} ({compte.email}) : {ordre}" for ordre in ecritures.ordres}

    assert coupables == set()
    vues = {nom for nom, codes in statuts.items() if codes & {200, 302, 401, 405, 422, 503}}
    assert set(statuts) - vues - {"api:inconnue"} == set(), "jamais vues"  # that one is what is nowhere
