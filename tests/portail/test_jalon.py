"""The list of the interim milestone, from the history of the deposits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from preuves.models import Depot, Preuve
from segur.noyau import horloge
from segur.portail.demonstration.scenario import Scenario
from tests.monde import Monde

pytestmark = pytest.mark.django_db
JALON = datetime(2026, 7, 22, 10, tzinfo=UTC)
SECONDE = timedelta(seconds=1)
BUDGET = 15
ADRESSE = "/pilotage/jalon/"


@pytest.fixture(autouse=True)
def apres_le_jalon(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(JALON + timedelta(days=30))


@pytest.fixture
def ans(monde: Monde, connecter: Callable[..., Client]) -> Client:
    return connecter(monde.verificateur)


def deposer(scenario: Scenario, perimetre: str, nombre: int, le: datetime) -> None:
    preuves = Preuve.objects.filter(
        chapitre__candidature=scenario.candidature, attendue__scenario__exigence__perimetre=perimetre
    )
    par = scenario.mandataire
    Depot.objects.bulk_create(
        Depot(preuve=preuve, lien="https://exemple.fr/1", depose_le=le, depose_par=par) for preuve in preuves[:nombre]
    )


@pytest.fixture
def solutions(monde: Monde) -> dict[str, Scenario]:
    """25 + 7 at the instant; one of the 25 a second late; one proof of wave 1 short; nothing open."""
    noms = ("Tient", "Retard", "Vague une")
    solutions = {nom: monde.eligible(produit=nom) for nom in noms}
    deposer(solutions["Tient"], "vague2", 25, JALON)
    deposer(solutions["Tient"], "vague1", 7, JALON)
    deposer(solutions["Retard"], "vague2", 25, JALON)
    deposer(solutions["Retard"], "vague1", 7, JALON)
    tardif = Depot.objects.filter(preuve__chapitre__candidature=solutions["Retard"].candidature).earliest("pk")
    Depot.objects.filter(pk=tardif.pk).update(depose_le=JALON + SECONDE)
    deposer(solutions["Vague une"], "vague2", 27, JALON)
    deposer(solutions["Vague une"], "vague1", 6, JALON)
    return solutions | {"Fermée": monde.soumise(produit="Fermée")}


def lignes(client: Client, **filtre: str) -> list[list[str]]:
    texte = client.get(ADRESSE, {"format": "csv", **filtre}).getvalue().decode("utf-8-sig")
    return [ligne.split(";")[1:-1] for ligne in texte.strip().splitlines()[1:]]


@pytest.mark.exigence("CAL-06")
def test_chaque_solution_tient_ou_manque_le_jalon_a_son_instant(ans: Client, solutions: dict[str, Scenario]) -> None:
    assert lignes(ans) == [
        ["Fermée - 1.0", "LogiPro", "Jalon manqué", "0", "0", "0", "0", "non"],
        ["Retard - 1.0", "LogiPro", "Jalon manqué", "24", "27", "7", "7", "oui"],
        ["Tient - 1.0", "LogiPro", "Jalon tenu", "25", "27", "7", "7", "oui"],
        ["Vague une - 1.0", "LogiPro", "Jalon manqué", "27", "27", "6", "7", "oui"],
    ]


@pytest.mark.exigence("CAL-06")
def test_un_depot_remplace_apres_le_jalon_compte_encore(ans: Client, solutions: dict[str, Scenario]) -> None:
    Depot.objects.filter(depose_le=JALON).update(archive_le=JALON + SECONDE)

    assert [ligne[0] for ligne in lignes(ans, etat="tenu")] == ["Tient - 1.0"]


def test_la_liste_se_filtre_se_cherche_et_dit_pourquoi(ans: Client, solutions: dict[str, Scenario]) -> None:
    page = ans.get(ADRESSE, {"etat": "manque", "q": "logipro retard"}).content.decode()

    assert [ligne[0] for ligne in lignes(ans, etat="manque", q="logipro retard")] == ["Retard - 1.0"]
    assert "Vague 2 : 24 preuve(s) déposée(s) sur 25 demandée(s)." in page
    assert "Jalon tenu : <strong>1</strong>, Jalon manqué : <strong>3</strong>." in page
    assert "Situation à l’instant du jalon" in page


@pytest.mark.exigence("CAL-06")
def test_avant_le_jalon_la_liste_dit_ou_l_on_en_est(ans: Client, solutions: dict[str, Scenario]) -> None:
    horloge.regler(JALON - timedelta(days=1))

    page = ans.get(ADRESSE).content.decode()

    assert "le jalon n’est pas encore échu" in page
    assert lignes(ans, etat="tenu") == []


def test_avant_le_texte_il_n_y_a_pas_de_jalon(ans: Client) -> None:
    horloge.regler(datetime(2026, 6, 1, tzinfo=UTC))

    assert "Aucun texte en vigueur ne fixe de jalon." in ans.get(ADRESSE).content.decode()


def test_la_liste_est_paginee(monde: Monde, ans: Client) -> None:
    for rang in range(11):
        monde.soumise(produit=f"Produit {rang:02}")

    pages = [ans.get(f"{ADRESSE}?page={numero}").content.decode() for numero in (1, 2)]

    assert ["Produit 10" in page for page in pages] == [False, True]


@pytest.mark.parametrize("adresse", [ADRESSE, f"{ADRESSE}?format=csv"])
def test_la_liste_coute_autant_pour_trois_solutions_que_pour_une(monde: Monde, ans: Client, adresse: str) -> None:
    couts = []
    for noms in (("Un",), ("Deux", "Trois")):
        for nom in noms:
            deposer(monde.eligible(produit=nom), "vague2", 3, JALON)
        ans.get(adresse).getvalue()
        with CaptureQueriesContext(connection) as requetes:
            ans.get(adresse).getvalue()
        couts.append(len(requetes))

    assert couts[0] == couts[1] <= BUDGET
