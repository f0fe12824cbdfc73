"""What a program may do with a token: the same objects, transitions and verdicts as the screens, and never more."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as CacheInjoignable

from preuves.models import Depot, Preuve
from segur.noyau import horloge
from segur.noyau.jetons.models import Portee
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.reception.models import Tentative
from segur.portail.api import urls
from segur.portail.api.acces import ParJeton, ParJetonOuAdresse
from segur.portail.api.candidatures import Depots
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from segur.portail.demonstration.scenario import Scenario
from tests.monde import AVANT_DATE_1, DATE_1, Monde, fichier, referencer
from tests.portail.api.programme import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def avant_la_date_1(settings: Any) -> None:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    cache.clear()


@pytest.fixture
def scenario(petit_monde: Monde) -> Scenario:
    return petit_monde.eligible()


@pytest.fixture
def preuve(scenario: Scenario) -> Preuve:
    return scenario.chapitres()[0].preuves.all()[0]


@pytest.fixture
def api(petit_monde: Monde, scenario: Scenario) -> Programme:
    return Programme(petit_monde.mandataire)


@pytest.mark.exigence("E3-17")
def test_une_chaine_d_integration_depose_une_preuve(api: Programme, preuve: Preuve) -> None:
    reponse = api.post(f"preuves/{preuve.pk}/depots/", {"fichiers": fichier()}, Idempotency_Key="a1")

    assert (reponse.status_code, reponse.json()["statut"]["code"]) == (201, "chargee")
    assert [depot["nom"] for depot in reponse.json()["depots"]] == ["preuve.pdf"]
    entree = EntreeJournal.objects.get(action="preuve.deposer")
    assert (entree.acteur, entree.details["jeton"]) == (api.jeton.cree_par, "CI")
    assert api.get(f"preuves/{preuve.pk}/").json()["statut"]["code"] == "chargee"


def test_la_meme_cle_n_agit_qu_une_fois(api: Programme, preuve: Preuve) -> None:
    for _ in range(2):
        lien = {"lien": "https://preuves.example/1"}
        assert api.post(f"preuves/{preuve.pk}/depots/", lien, Idempotency_Key="k").status_code == 201
    assert Depot.objects.count() == EntreeJournal.objects.filter(action="preuve.deposer").count() == 1


def test_un_autre_contenu_sous_la_meme_cle_n_herite_d_aucun_instant(
    api: Programme, preuve: Preuve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of the portal's keeps its instant for the very same bytes, JSON included, and for no other."""
    adresse, lien = f"preuves/{preuve.pk}/depots/", '{"lien": "https://preuves.example/1"}'
    with monkeypatch.context() as panne:
        panne.setattr(Depots, "post", _en_panne)
        api.client.raise_request_exception = False
        codes = [api.post_json(adresse, corps, Idempotency_Key="k").status_code for corps in ('{"lien": "a"}', lien)]
    assert codes == [500, 500]
    premier, second = Tentative.objects.order_by("pk")
    assert premier.empreinte != second.empreinte
    horloge.regler(AVANT_DATE_1 + timedelta(minutes=5))

    assert api.post_json(adresse, lien, Idempotency_Key="k").status_code == 201
    depose = EntreeJournal.objects.get(action="preuve.deposer")
    assert list(Tentative.objects.all()) == [premier]
    assert depose.recu_le == second.recue_le


def _en_panne(*args: Any, **options: Any) -> Any:
    raise RuntimeError("panne")


def test_un_json_trop_imbrique_est_un_mauvais_json(api: Programme, preuve: Preuve) -> None:
    reponse = api.post_json(f"preuves/{preuve.pk}/depots/", "[" * 100_000, Idempotency_Key="k")

    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert not Tentative.objects.exists()


def test_aucune_adresse_de_l_api_n_ecoute_un_mot_de_passe(petit_monde: Monde) -> None:
    """The description of the API included: a token or nobody, and every address is counted."""
    portes = [vue.cls for vue in (motif.callback for motif in urls.urlpatterns) if hasattr(vue, "cls")]
    assert len(portes) > 15
    assert {porte.authentication_classes[0] for porte in portes} == {ParJeton}
    assert {tuple(porte.throttle_classes) for porte in portes} <= {(ParJetonOuAdresse,)}
    assert {len(porte.authentication_classes) for porte in portes} == {1}

    lus = [
        Client().get("/api/v1/openapi.json", headers=_par_mot_de_passe(petit_monde, mot)).content
        for mot in (MOT_DE_PASSE, "un autre mot de passe")
    ]
    assert lus[0] == lus[1]  # right or wrong, nothing is told


def _par_mot_de_passe(monde: Monde, mot_de_passe: str) -> dict[str, str]:
    couple = f"{monde.mandataire.personne.email}:{mot_de_passe}"
    return {"Authorization": f"Basic {b64encode(couple.encode()).decode()}"}


def test_un_refus_donne_ses_motifs(api: Programme, preuve: Preuve) -> None:
    horloge.regler(DATE_1.replace(year=DATE_1.year + 5))
    reponse = api.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"})

    corps = reponse.json()
    assert (reponse.status_code, reponse["Content-Type"]) == (401, "application/problem+json")  # the token expired
    assert corps["title"] == "Jeton exigé"


def test_un_depot_ferme_repond_409_avec_la_regle(api: Programme, preuve: Preuve) -> None:
    Preuve.objects.filter(pk=preuve.pk).update(statut="conforme")
    reponse = api.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"})

    assert (reponse.status_code, reponse["Content-Type"]) == (409, "application/problem+json")
    assert [motif["code"] for motif in reponse.json()["motifs"]] == ["statut"]


def test_un_mauvais_fichier_est_explique_a_cote_de_son_champ(api: Programme, preuve: Preuve) -> None:
    envoye = {"fichiers": fichier("preuve.pdf", b"MZ\x90"), "lien": "pas une adresse"}
    reponse = api.post(f"preuves/{preuve.pk}/depots/", envoye)

    champs = {erreur["champ"] for erreur in reponse.json()["erreurs"]}
    assert (reponse.status_code, champs) == (422, {"fichiers", "lien"})
    assert Depot.objects.count() == 0


LUES = [
    ("candidatures/", "candidatures:lire"),
    ("candidatures/{numero}/", "candidatures:lire"),
    ("candidatures/{numero}/chapitres/", "candidatures:lire"),
    ("candidatures/{numero}/preuves/", "candidatures:lire"),
    ("preuves/{preuve}/", "candidatures:lire"),
    ("simulations/", "commandes:simuler"),
    ("demandes/", "commandes:lire"),
    ("commandes/", "commandes:lire"),
]
ENVOIS = [
    ("preuves/{preuve}/depots/", "preuves:deposer"),
    ("simulations/", "commandes:simuler"),
    ("demandes/", "commandes:deposer"),
]


def test_chaque_adresse_exige_sa_portee_et_elle_seule(petit_monde: Monde, scenario: Scenario, preuve: Preuve) -> None:
    ou = {"numero": scenario.candidature.numero, "preuve": preuve.pk}
    for portee in Portee.values:
        api = Programme(petit_monde.mandataire, portee, nom=portee)
        for chemin, exigee in LUES:
            attendu = 200 if exigee == portee else 403
            assert (portee, chemin, api.get(chemin.format(**ou)).status_code) == (portee, chemin, attendu)
        for chemin, exigee in ENVOIS:
            code = api.post(chemin.format(**ou), {}).status_code
            assert (portee, chemin, code == 403) == (portee, chemin, exigee != portee)
            assert api.client.head(f"/api/v1/{chemin.format(**ou)}").status_code in (401, 403, 405)


def test_un_autre_editeur_ne_voit_rien_et_ne_distingue_rien(
    petit_monde: Monde, scenario: Scenario, preuve: Preuve
) -> None:
    autre, numero = Programme(petit_monde.autre_editeur), scenario.candidature.numero
    for chemin, absent in (
        (f"candidatures/{numero}/", "candidatures/absente/"),
        (f"candidatures/{numero}/preuves/", "candidatures/absente/preuves/"),
        (f"preuves/{preuve.pk}/", "preuves/999999/"),
    ):
        reponse = autre.get(chemin)
        assert (reponse.status_code, reponse.content) == (404, autre.get(absent).content)
    assert autre.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://x.example"}).status_code == 404
    assert autre.get("candidatures/").json()["count"] == 0


def test_une_session_ouverte_ne_compte_pas_sous_l_api(petit_monde: Monde, scenario: Scenario) -> None:
    client = Client()
    client.force_login(petit_monde.mandataire.personne)
    for adresse in ("candidatures/", f"candidatures/{scenario.candidature.numero}/"):
        reponse = client.get(f"/api/v1/{adresse}")
        assert (reponse.status_code, reponse["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_ce_qui_n_a_pas_change_n_est_pas_renvoye(api: Programme, preuve: Preuve) -> None:
    premiere = api.get(f"preuves/{preuve.pk}/")
    assert api.get(f"preuves/{preuve.pk}/", If_None_Match=premiere["ETag"]).status_code == 304

    api.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"})

    assert api.get(f"preuves/{preuve.pk}/", If_None_Match=premiere["ETag"]).status_code == 200


def test_les_listes_vont_par_pages_et_se_filtrent(api: Programme, scenario: Scenario, preuve: Preuve) -> None:
    numero = scenario.candidature.numero
    toutes = api.get(f"candidatures/{numero}/preuves/?taille=100").json()
    une = api.get(f"candidatures/{numero}/preuves/?taille=1").json()
    assert (len(une["results"]), une["count"]) == (1, toutes["count"])
    assert une["next"] is not None

    api.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"})
    chargees = api.get(f"candidatures/{numero}/preuves/?statut=chargee").json()
    assert [lue["id"] for lue in chargees["results"]] == [preuve.pk]


def test_trop_de_requetes_ralentissent_leur_auteur_seul(
    petit_monde: Monde, api: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ParJetonOuAdresse, "THROTTLE_RATES", {"api": "2/min"})
    second = Programme(petit_monde.representant, nom="second")

    codes = [api.get("candidatures/").status_code for _ in range(3)]

    assert codes == [200, 200, 429]
    assert api.get("candidatures/")["Retry-After"].isdecimal()
    assert second.get("candidatures/").status_code == 200


def test_un_jeton_refuse_se_compte_aussi(petit_monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ParJetonOuAdresse, "THROTTLE_RATES", {"api": "2/min"})
    faux = {"Authorization": "Bearer segur_faux"}

    assert [Client().get("/api/v1/candidatures/", headers=faux).status_code for _ in range(3)] == [401, 401, 429]


def test_un_cache_qui_ne_repond_pas_n_arrete_personne(api: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def muet(*args: Any, **options: Any) -> Any:
        raise CacheInjoignable

    monkeypatch.setattr(ParJetonOuAdresse.cache, "get", muet)

    assert api.get("candidatures/").status_code == 200


def test_le_registre_et_le_calendrier_se_lisent_sans_jeton(petit_monde: Monde) -> None:
    nru = referencer(petit_monde.soumise(produit="Publiée").candidature)
    client = Client()

    registre = client.get("/api/v1/registre/").json()
    calendrier = client.get("/api/v1/calendrier/?au=2026-06-12").json()

    assert [solution["nru"] for solution in registre["results"]] == [nru]
    codes = {echeance["code"] for lu in calendrier["results"] for echeance in lu["echeances"]}
    assert {f"date-{numero}" for numero in range(7)} <= codes
    refus = client.get("/api/v1/calendrier/?au=hier")
    assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "au")


def test_une_adresse_inconnue_se_dit_comme_le_reste() -> None:
    reponse = Client().get("/api/v1/rien/")
    assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")
    assert Client().delete("/api/v1/registre/").status_code == 405


def test_la_page_de_documentation_dit_chaque_droit(client: Client) -> None:
    page = client.get("/api/").content.decode()
    assert [portee in page for portee in Portee.values] == [True] * len(Portee.values)


def test_une_page_coute_autant_pour_une_que_pour_trois(
    petit_monde: Monde, api: Programme, scenario: Scenario, django_assert_max_num_queries: Any
) -> None:
    numero = scenario.candidature.numero
    for taille in (1, 3):
        for chemin in ("candidatures/", f"candidatures/{numero}/chapitres/", f"candidatures/{numero}/preuves/"):
            with django_assert_max_num_queries(12):
                api.get(f"{chemin}?taille={taille}")


def test_le_schema_est_un_openapi_3_1(client: Client) -> None:
    from openapi_spec_validator import validate

    schema = json.loads(client.get("/api/v1/openapi.json").content)
    validate(schema)
    assert schema["openapi"].startswith("3.1")
    for chemin, methodes in schema["paths"].items():
        for nom, operation in methodes.items():
            codes = set(operation["responses"])
            assert {"400", "404", "405", "406", "429"} <= codes, (chemin, nom)
