"""The public calendar: of a day, between two days, of a text; and the cost of every page."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur
from segur.noyau.dispositifs.models import Amendement, Dispositif
from tests.monde import AVANT_DATE_1, LGC, Monde, referencer

pytestmark = pytest.mark.django_db
BUDGET = 15
NOUVELLE = datetime(2026, 9, 30, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)


@pytest.fixture
def lgc(monde: Monde) -> Dispositif:
    return Dispositif.objects.get(code=LGC)


def _tableau(client: Client, adresse: str) -> str:
    """The table of LGC, as text."""
    page = client.get(adresse).content.decode()
    return page.partition("<caption>LGC vague 2")[2].partition("</table>")[0]


@pytest.mark.exigence("CAL-02", "CAL-05")
@pytest.mark.parametrize(
    ("jour", "date_2", "autre"),
    [
        ("2026-06-10", "22/07/2026 à 12:00", "À compter du 11/06/2026 : <strong>20/01/2027 à 12:00"),
        ("2026-06-11", "20/01/2027 à 12:00", "Auparavant : 22/07/2026 à 12:00 (heure de Paris)."),
    ],
)
def test_le_calendrier_d_un_jour_se_rejoue(monde: Monde, client: Client, jour: str, date_2: str, autre: str) -> None:
    ligne = _tableau(client, f"/calendrier/?au={jour}").partition("Date 2</th>")[2].partition("</tr>")[0]

    assert date_2 in ligne.partition("<br>")[0]
    assert autre in ligne


def test_les_dates_inconnues_sont_dites_non_publiees_et_avant_tout_texte_rien_n_est_dit(
    monde: Monde, client: Client
) -> None:
    assert "date non publiée" in _tableau(client, "/calendrier/?au=2026-07-01").partition("Date 1")[0]
    assert _tableau(client, "/calendrier/?au=2025-04-29").count("Aucun texte en vigueur à ce jour.") >= 7


def test_le_jour_de_la_semaine_est_dit_avec_son_avertissement(monde: Monde, client: Client) -> None:
    page = client.get("/calendrier/?au=2026-07-01").content.decode()

    assert "Les textes comptent en jours calendaires" in page
    assert '20/01/2027 à 12:00 (heure de Paris)<br><span class="fr-text--xs">mercredi</span>' in page


@pytest.mark.parametrize(
    "adresse", ["/calendrier/?au=demain", "/calendrier/comparer/?du=2026-06-01", "/calendrier/comparer/?du=x&au=y"]
)
def test_un_jour_illisible_est_explique(monde: Monde, client: Client, adresse: str) -> None:
    reponse = client.get(adresse)

    assert reponse.status_code == 422
    assert "Indiquez un jour" in reponse.content.decode()


@pytest.mark.exigence("CAL-02")
def test_deux_jours_se_comparent_et_seul_ce_qui_change_est_dit(monde: Monde, client: Client) -> None:
    page = client.get("/calendrier/comparer/?du=2026-06-10&au=2026-06-11").content.decode()

    assert page.count("<caption>") == 1
    assert "Date 1</th>" not in page
    for attendu in ("Date 2</th>", "22/07/2026", "20/01/2027", "+ 182 jours", "25 preuves", "arrêté du 8 juin 2026"):
        assert attendu in page
    vide = client.get("/calendrier/comparer/?du=2026-06-11&au=2026-06-12").content.decode()
    assert "Aucune date ni aucun seuil ne diffère" in vide


@pytest.mark.exigence("CAL-02", "CAL-06")
def test_la_page_de_l_arrete_du_8_juin_dit_ce_qu_il_a_change(monde: Monde, client: Client) -> None:
    texte = Amendement.objects.get()
    assert f'href="/calendrier/textes/{texte.pk}/"' in client.get("/calendrier/").content.decode()

    page = client.get(f"/calendrier/textes/{texte.pk}/").content.decode()

    for attendu in (
        "Journal officiel du 11/06/2026",
        "22/07/2026 à 12:00 (heure de Paris)</td><td><strong>20/01/2027 à 12:00",
        "50 preuves",
        "25 preuves",
        "12h00, comme au calendrier initial",
        "dernière Date à laquelle elle est admise",
    ):
        assert attendu in page


def test_un_texte_qui_n_est_pas_publie_n_existe_pas_pour_le_public(
    monde: Monde, client: Client, lgc: Dispositif
) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE}, titre="arrêté secret")

    assert client.get(f"/calendrier/textes/{texte.pk}/").status_code == 404
    assert "arrêté secret" not in client.get("/calendrier/").content.decode()


def test_l_histoire_d_un_dispositif_dit_toutes_ses_versions(monde: Monde, client: Client, lgc: Dispositif) -> None:
    monde.publier(monde.amender(lgc, {2: NOUVELLE}, seuils={"intrusion.ko_moyens": Decimal(5)}))

    page = client.get(f"/calendrier/{LGC}/").content.decode()
    date_2 = page.partition("Date 2</h2>")[2].partition("</ol>")[0]

    assert [date_2.index(jour) for jour in ("20/01/2027", "30/09/2026", "22/07/2026")] == sorted(
        date_2.index(jour) for jour in ("20/01/2027", "30/09/2026", "22/07/2026")
    )
    assert "<strong>5 points</strong>" in page
    assert client.get("/calendrier/INCONNU/").status_code == 404


def test_la_liste_des_amendements_se_filtre(
    monde: Monde, connecter: Callable[[Acteur], Client], lgc: Dispositif
) -> None:
    monde.amender(lgc, {2: NOUVELLE}, titre="arrêté à relire")
    client = connecter(monde.direction)

    pages = [client.get(f"/amendements/?statut={s}").content.decode() for s in ("", "brouillon", "publie", "faux")]

    assert ["arrêté à relire" in page for page in pages] == [True, True, False, True]
    assert ["arrêté du 8 juin" in page for page in pages] == [True, False, True, True]


def test_l_apercu_se_pagine_et_s_exporte(monde: Monde, connecter: Callable[[Acteur], Client], lgc: Dispositif) -> None:
    for nom in ("Un", "Deux"):
        monde.soumise(produit=nom)
    referencer(monde.soumise(produit="Trois").candidature)
    texte = monde.amender(lgc, {2: NOUVELLE, 4: NOUVELLE})
    client = connecter(monde.direction)

    page = client.get(f"/amendements/{texte.pk}/").content.decode()
    lignes = client.get(f"/amendements/{texte.pk}/?format=csv").getvalue().decode("utf-8-sig").splitlines()

    assert "<strong>3 dossiers</strong>" in page
    assert [ligne.split(";")[1:4] + ligne.split(";")[5:6] for ligne in lignes[1:]] == [
        ["Deux - 1.0", "LogiPro", "LGC vague 2", "Date 2"],
        ["Trois - 1.0", "LogiPro", "LGC vague 2", "Date 4"],
        ["Un - 1.0", "LogiPro", "LGC vague 2", "Date 2"],
    ]


@pytest.mark.parametrize("suite", ["", "?format=csv", "depots/", "depots/?format=csv", "modifier/"])
def test_l_apercu_coute_autant_pour_trois_dossiers_que_pour_un(
    monde: Monde, connecter: Callable[[Acteur], Client], lgc: Dispositif, suite: str
) -> None:
    monde.soumise(produit="Un")
    texte = monde.amender(lgc, {1: NOUVELLE, 2: NOUVELLE, 3: NOUVELLE}, seuils={"intrusion.ko_moyens": Decimal(5)})
    client = connecter(monde.administrateur)
    couts = []
    for noms in ((), ("Deux", "Trois")):
        for nom in noms:
            monde.soumise(produit=nom)
        client.get(f"/amendements/{texte.pk}/{suite}").getvalue()
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"/amendements/{texte.pk}/{suite}").getvalue()
        couts.append(len(requetes))

    assert couts[0] == couts[1] <= BUDGET


@pytest.mark.parametrize("adresse", ["/calendrier/", "/calendrier/textes/{}/", f"/calendrier/{LGC}/", "/amendements/"])
def test_les_pages_du_calendrier_coutent_autant_pour_trois_textes_que_pour_un(
    monde: Monde, connecter: Callable[[Acteur], Client], lgc: Dispositif, adresse: str
) -> None:
    client = connecter(monde.administrateur)
    pk, couts = Amendement.objects.get().pk, []
    for dates in ({}, {2: NOUVELLE, 3: NOUVELLE}):
        if dates:
            monde.publier(monde.amender(lgc, dates))
            monde.amender(lgc, {4: NOUVELLE})
        client.get(adresse.format(pk))
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse.format(pk))
        couts.append(len(requetes))

    assert couts[0] == couts[1] <= BUDGET


def test_la_page_dit_combien_de_personnes_sont_prevenues(monde: Monde, connecter: Callable[[Acteur], Client]) -> None:
    scenario = monde.soumise()
    texte = monde.publier(monde.amender(scenario.dispositif, {2: NOUVELLE}))

    page = connecter(monde.direction).get(f"/amendements/{texte.pk}/").content.decode()

    assert "Personnes prévenues : 0 sur 3." in page


def test_un_effet_deja_passe_est_annonce(monde: Monde, connecter: Callable[[Acteur], Client], lgc: Dispositif) -> None:
    texte = monde.amender(lgc, {2: NOUVELLE})
    client = connecter(monde.direction)
    vues = []
    for le in (datetime(2025, 10, 12, 12, tzinfo=UTC), datetime(2025, 10, 14, 12, tzinfo=UTC)):
        horloge.regler(le)
        vues.append("Le jour d’effet est déjà passé" in client.get(f"/amendements/{texte.pk}/").content.decode())

    assert vues == [False, True]
