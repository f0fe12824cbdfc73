"""Step 3 by HTTP: deposit and decision, next to the proof, with or without htmx."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from preuves.models import Depot, Preuve
from preuves.transitions import chapitre as transitions_chapitre
from preuves.transitions import preuve as transitions_preuve
from segur.noyau import horloge
from segur.noyau.documents.models import Document
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, PDF, Monde, croire_le_mandataire, fichier, vue
from tests.noyau.documents.formats import archive

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ZIP = archive(("a.txt", "a"))


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
    reponse = connecter(monde.mandataire).post(f"/preuves/{preuve.pk}/deposer/", {"fichiers": fichier()}, headers=HTMX)

    preuve.refresh_from_db()
    page = reponse.content.decode()
    assert (reponse.status_code, preuve.statut) == (200, "chargee")
    assert ("<html" in page, 'id="compteurs" hx-swap-oob="true"' in page, "preuve.pdf" in page) == (False, True, True)
    assert reponse["HX-Push-Url"] == "false"


def test_sans_htmx_on_revient_au_chapitre(monde: Monde, connecter: Callable[..., Client], preuve: Preuve) -> None:
    reponse = connecter(monde.mandataire).post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/1"})

    assert (reponse.status_code, reponse["Location"]) == (302, preuve.get_absolute_url())


@pytest.mark.exigence("E3-29")
def test_un_depot_peut_en_remplacer_un_autre(monde: Monde, connecter: Callable[..., Client], preuve: Preuve) -> None:
    client = connecter(monde.mandataire)

    client.post(f"/preuves/{preuve.pk}/deposer/", {"fichiers": fichier("un.pdf")})
    remplace = str(Depot.objects.get().pk)
    client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/2", "remplace": remplace})

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
        ({"fichiers": ("preuve.exe", b"MZ")}, "n’est pas dans un format accepté ici"),
        ({"fichiers": ("preuve.png", b"<html>")}, "n’est pas celui d’un fichier PNG"),
        ({"fichiers": ("preuve.pdf", b"%PDF-1.4" + b"0" * 10 * 1024**2)}, "Taille acceptée : moins de 10 Mo"),
        ({"fichiers": ("preuve.pdf", b"%PDF-1.4" + b"0" * 16 * 1024**2)}, "pèse 16,8 Mo"),
    ],
    ids=["rien", "lien", "script", "format", "contenu", "taille", "plafond"],
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
    croire_le_mandataire(settings)
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
    client, adresse = connecter(monde.verificateur), f"/preuves/{preuve.pk}/decider/"
    demande = {"decision": "a_modifier", "vu": vue(preuve)}

    sans_motif = client.post(adresse, {**demande, "motif": " "}, headers=HTMX)
    inconnue = client.post(adresse, {"decision": "autre"}, headers=HTMX)
    avec_motif = client.post(adresse, {**demande, "motif": "Date absente."}, headers=HTMX)

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


def test_la_salle_montre_l_exigence_les_fichiers_et_l_historique(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario, preuve: Preuve
) -> None:
    client = connecter(monde.mandataire)
    client.post(f"/preuves/{preuve.pk}/deposer/", {"fichiers": [fichier("rapport.pdf"), fichier("outil.zip", ZIP)]})
    client.post(f"/preuves/{preuve.pk}/commenter/", {"commentaire": "Voir la page 3."})

    page = client.get(f"/preuves/{preuve.pk}/").content.decode()

    document = Document.objects.get(nom="rapport.pdf")
    assert f'src="/documents/{document.identifiant}/apercu/"' in page
    assert page.count("<iframe") == 1  # a zip is downloaded, never shown
    assert ("Voir la page 3." in page, "Archiver la preuve" in page, 'id="decision"' in page) == (True, True, False)


@pytest.mark.exigence("E3-16", "E3-28", "MSG-05", "MSG-06")
def test_l_historique_garde_les_fichiers_de_chaque_tour(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario, preuve: Preuve
) -> None:
    chapitre = scenario.chapitres()[0]
    client = connecter(monde.mandataire)
    client.post(f"/preuves/{preuve.pk}/deposer/", {"fichiers": fichier("v1.pdf", PDF + b"1")})
    scenario.soumettre(chapitre)
    for autre in chapitre.preuves.exclude(pk=preuve.pk):
        transitions_preuve.declarer_conforme(autre, scenario.demande(monde.verificateur, vu=vue(autre)))
    demande = scenario.demande(monde.verificateur, motif="Date absente.", vu=vue(preuve))
    transitions_preuve.demander_modification(preuve, demande)
    transitions_chapitre.demander_modifications(chapitre, scenario.demande(monde.verificateur))
    for depot in preuve.depots.all():
        client.post(f"/preuves/{preuve.pk}/archiver/", {"depot": depot.pk})
    client.post(f"/preuves/{preuve.pk}/deposer/", {"fichiers": fichier("v2.pdf", PDF + b"2")})

    lu = re.sub(r"<[^>]*>|\s+", " ", client.get(f"/preuves/{preuve.pk}/").content.decode())

    historique = lu.split("Historique des demandes de modification")[-1]
    assert re.search(
        r"Modification demandée.*Date absente\..*v1\.pdf.*archivé le.*Pas encore jugé.*v2\.pdf", historique
    )
    assert ("vérificateur ANS" in historique, "Amina" in historique) == (True, False)


@pytest.mark.parametrize("depot", ["", "0", "abc", "²", "9" * 30])
def test_un_depot_illisible_ne_s_archive_pas(
    monde: Monde, connecter: Callable[..., Client], preuve: Preuve, depot: str
) -> None:
    client = connecter(monde.mandataire)
    client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": "https://preuves.example/1"})

    reponse = client.post(f"/preuves/{preuve.pk}/archiver/", {"depot": depot})

    assert (reponse.status_code, Depot.objects.actuels().count()) == (409, 1)


@pytest.mark.exigence("E3-24")
def test_une_decision_mene_a_la_preuve_suivante_a_juger(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario
) -> None:
    chapitre = next(c for c in scenario.chapitres() if c.preuves.count() >= 3)
    scenario.soumettre(chapitre)
    une, deux, *reste = chapitre.preuves.all()
    client = connecter(monde.verificateur)
    suites = [
        client.post(
            f"/preuves/{preuve.pk}/decider/", {"decision": "conforme", "vu": vue(preuve), "suite": "suivante"}
        ).headers["Location"]
        for preuve in (deux, *reste, une)
    ]

    assert suites == [*(f"/preuves/{p.pk}/" for p in (*reste, une)), chapitre.get_absolute_url()]


def test_une_decision_sur_une_page_perimee_revient_avec_son_motif(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario, preuve: Preuve
) -> None:
    scenario.soumettre(scenario.chapitres()[0])
    demande = {"decision": "a_modifier", "motif": "Illisible.", "vu": vue(preuve), "suite": "suivante"}
    transitions_preuve.declarer_conforme(preuve, scenario.demande(monde.responsable, vu=vue(preuve)))

    reponse = connecter(monde.verificateur).post(f"/preuves/{preuve.pk}/decider/", demande)

    page = reponse.content.decode()
    preuve.refresh_from_db()
    assert (reponse.status_code, preuve.statut) == (409, "conforme")
    assert ("a changé depuis que vous l’avez ouverte" in page, ">Illisible.</textarea>" in page) == (True, True)


@pytest.mark.exigence("E3-04", "E3-20")
def test_les_pages_de_l_etape_3_disent_la_date_2_et_ramenent_aux_chapitres(
    monde: Monde, connecter: Callable[..., Client], scenario: Scenario
) -> None:
    client, grille = connecter(monde.mandataire), f"/candidatures/{scenario.candidature.numero}/etape-3/"

    pages = [client.get(adresse).content.decode() for adresse in (grille, scenario.chapitres()[0].get_absolute_url())]

    for page in pages:
        assert "Date limite pour soumettre une première fois toutes les preuves" in page
        assert "heure de Paris" in page
    assert f'href="{grille}">Retour aux chapitres d’exigences</a>' in pages[1]


@pytest.mark.exigence("E3-53")
def test_une_preuve_a_les_statuts_du_guide() -> None:
    assert [str(statut.label) for statut in Preuve.Statut] == [
        "à charger",
        "chargée",
        "soumise",
        "conforme",
        "à modifier",
    ]
