"""Step 3 by HTTP: deposit and decision, next to the proof, with or without htmx."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from preuves.models import Depot, Preuve
from segur.noyau import horloge
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, Monde, fichier

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def scenario(monde: Monde) -> Scenario:
    return monde.eligible()


@pytest.fixture
def preuve(scenario: Scenario) -> Preuve:
    return scenario.chapitres()[0].preuves.all()[0]


@pytest.mark.exigence("E3-17")
def test_un_fichier_se_depose_et_la_carte_revient_seule(
    monde: Monde, connecter: Callable[..., Client], preuve: Preuve
) -> None:
    reponse = connecter(monde.mandataire).post(f"/preuves/{preuve.pk}/deposer/", {"fichier": fichier()}, headers=HTMX)

    preuve.refresh_from_db()
    page = reponse.content.decode()
    assert (reponse.status_code, preuve.statut) == (200, "chargee")
    assert ("<html" in page, 'id="compteurs" hx-swap-oob="true"' in page, "preuve.pdf" in page) == (False, True, True)
    assert reponse["HX-Push-Url"] == "false"


def test_sans_htmx_on_revient_au_chapitre(monde: Monde, connecter: Callable[..., Client], preuve: Preuve) -> None:
    reponse = connecter(monde.mandataire).post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/1"})

    assert (reponse.status_code, reponse["Location"]) == (302, preuve.get_absolute_url())


@pytest.mark.exigence("E3-29")
def test_un_nouveau_depot_archive_l_ancien(monde: Monde, connecter: Callable[..., Client], preuve: Preuve) -> None:
    client = connecter(monde.mandataire)

    client.post(f"/preuves/{preuve.pk}/deposer/", {"fichier": fichier("un.pdf")})
    client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/2"})

    depots = Depot.objects.filter(preuve=preuve)
    assert [(str(depot), depot.archive_le is None) for depot in depots] == [
        ("un.pdf", False),
        ("https://preuves.example/2", True),
    ]


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ({}, "Choisissez un fichier ou indiquez un lien"),
        ({"lien": "pas un lien"}, "n’est pas une adresse valide"),
        ({"lien": "javascript:alert(1)"}, "n’est pas une adresse valide"),
        ({"fichier": ("preuve.exe", b"MZ")}, "n’est pas dans un format accepté ici"),
        ({"fichier": ("preuve.png", b"<html>")}, "n’est pas celui d’un fichier PNG"),
        ({"fichier": ("preuve.pdf", b"%PDF-1.4" + b"0" * 10 * 1024**2)}, "Taille acceptée : moins de 10 Mo"),
        ({"fichier": ("preuve.pdf", b"%PDF-1.4" + b"0" * 16 * 1024**2)}, "pèse 16,8 Mo"),
        ({"fichier": ("a.pdf", b"%PDF-1.4 x"), "lien": "https://preuves.example/"}, "l’un des deux"),
    ],
    ids=["rien", "lien", "script", "format", "contenu", "taille", "plafond", "les deux"],
)
def test_un_mauvais_depot_est_refuse_a_cote_de_sa_cause(
    monde: Monde, connecter: Callable[..., Client], preuve: Preuve, saisie: dict[str, Any], raison: str
) -> None:
    donnees = {cle: fichier(*valeur) if isinstance(valeur, tuple) else valeur for cle, valeur in saisie.items()}

    reponse = connecter(monde.mandataire).post(f"/preuves/{preuve.pk}/deposer/", donnees, headers=HTMX)

    preuve.refresh_from_db()
    assert (reponse.status_code, preuve.statut, Depot.objects.count()) == (422, "a_charger", 0)
    assert raison in reponse.content.decode()


@pytest.mark.exigence("E3-23", "E3-36")
@pytest.mark.parametrize(
    ("instant", "statut"),
    [
        pytest.param(datetime(2027, 1, 20, 11, 0, 0, tzinfo=UTC), 302, id="Date 2 modifiée, 12:00:00"),
        pytest.param(datetime(2027, 1, 20, 11, 0, 1, tzinfo=UTC), 409, id="Date 2 modifiée, 12:00:01"),
        pytest.param(datetime(2026, 7, 22, 10, 0, 1, tzinfo=UTC), 302, id="entre la Date 2 initiale et la modifiée"),
    ],
)
def test_la_date_2_ferme_les_premieres_soumissions(
    monde: Monde, settings: Any, scenario: Scenario, instant: datetime, statut: int
) -> None:
    chapitre = scenario.chapitres()[0]
    scenario.charger(chapitre)
    settings.MANDATAIRES_DE_CONFIANCE, settings.DEMO = ["127.0.0.0/8"], False
    client = Client(headers={"X-Received-At": str(instant.timestamp())})
    client.force_login(monde.mandataire.personne)

    reponse = client.post(f"/actions/chapitre.soumettre/{chapitre.pk}/")

    assert reponse.status_code == statut
    if statut == 409:
        page = reponse.content.decode()
        assert "date limite le 20/01/2027 à 12:00 (heure de Paris)" in page
        assert "arrêté du 8 juin 2026" in page


def test_un_chapitre_incomplet_ne_se_soumet_pas(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario
) -> None:
    chapitre = scenario.chapitres()[0]

    reponse = connecter(monde.mandataire).post(f"/actions/chapitre.soumettre/{chapitre.pk}/")

    assert reponse.status_code == 409
    assert f"Preuves à charger : {chapitre.preuves.count()}." in reponse.content.decode()


@pytest.mark.exigence("E3-24", "E3-29")
def test_une_modification_se_demande_avec_un_motif(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario, preuve: Preuve
) -> None:
    scenario.soumettre(scenario.chapitres()[0])
    client = connecter(monde.verificateur)

    sans_motif = client.post(f"/preuves/{preuve.pk}/decider/", {"decision": "a_modifier", "motif": " "}, headers=HTMX)
    inconnue = client.post(f"/preuves/{preuve.pk}/decider/", {"decision": "autre"}, headers=HTMX)
    avec_motif = client.post(
        f"/preuves/{preuve.pk}/decider/", {"decision": "a_modifier", "motif": "Date absente."}, headers=HTMX
    )

    preuve.refresh_from_db()
    assert (sans_motif.status_code, inconnue.status_code, avec_motif.status_code) == (409, 422, 200)
    assert "Indiquez ce qui doit être modifié, et pourquoi." in sans_motif.content.decode()
    assert (preuve.statut, preuve.motif) == ("a_modifier", "Date absente.")


def test_la_preuve_d_un_autre_editeur_n_existe_pas(
    monde: Monde, connecter: Callable[..., Client], preuve: Preuve
) -> None:
    client = connecter(monde.autre_editeur)

    refus = client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/"})
    absente = client.post("/preuves/999999/deposer/", {"lien": "https://preuves.example/"})

    assert (refus.status_code, absente.status_code) == (404, 404)
    assert Depot.objects.count() == 0


@pytest.mark.exigence("E3-27")
def test_les_preuves_se_filtrent_par_statut(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario, preuve: Preuve
) -> None:
    client = connecter(monde.mandataire)
    client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/"})
    adresse = scenario.chapitres()[0].get_absolute_url()

    chargees = _cles(client.get(f"{adresse}?statut=chargee"))
    toutes = _cles(client.get(f"{adresse}?statut=inconnu"))

    assert chargees == [str(preuve.pk)]
    assert len(toutes) == scenario.chapitres()[0].preuves.count()


def _cles(reponse: Any) -> list[str]:
    exigences = reponse.context["exigences"]
    return [ligne.cle for exigence in exigences for scenario in exigence.scenarios for ligne in scenario.lignes]
