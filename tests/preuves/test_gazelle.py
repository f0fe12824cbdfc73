"""Reports of the test platform, over real HTTP: the demonstration's stand-in, and servers that misbehave."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from preuves.gazelle import PlateformeIndisponible, adresse_sure, rapports
from preuves.models import Depot
from tests.monde import Monde

pytestmark = pytest.mark.django_db
CLE = "cle-de-la-plateforme"


@pytest.fixture
def plateforme(settings: Any) -> Iterator[Callable[[int, bytes], list[str]]]:
    """`plateforme(status, body)`: a server that answers so; gives the headers it received."""
    recus: list[str] = []
    reponse: dict[str, Any] = {}

    class Reponse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recus.append(f"{self.path} {self.headers['Authorization']}")
            self.send_response(reponse["statut"])
            self.end_headers()
            self.wfile.write(reponse["corps"])

        def log_message(self, format: str, *args: Any) -> None:
            pass

    serveur = HTTPServer(("127.0.0.1", 0), Reponse)
    Thread(target=serveur.serve_forever, daemon=True).start()
    settings.GAZELLE_URL, settings.GAZELLE_CLE = f"http://127.0.0.1:{serveur.server_port}/evs", CLE

    def repondre(statut: int, corps: bytes) -> list[str]:
        reponse.update(statut=statut, corps=corps)
        return recus

    yield repondre
    serveur.shutdown()
    serveur.server_close()


def _rapport(adresse: str, le: str = "2025-09-01T09:00:00Z") -> dict[str, Any]:
    return {"titre": "CDA", "adresse": adresse, "le": le, "reussi": True}


def test_les_rapports_se_lisent_les_plus_recents_d_abord(plateforme: Any, settings: Any) -> None:
    base = settings.GAZELLE_URL
    anciens = [_rapport(f"{base}/1"), _rapport(f"{base}/2", "2025-10-01T09:00:00Z")]
    recus = plateforme(200, json.dumps(anciens).encode())

    assert [rapport.adresse for rapport in rapports("LogiPro & Cie")] == [f"{base}/2", f"{base}/1"]
    assert recus == [f"/evs/rest/rapports?organisation=LogiPro+%26+Cie GazelleAPIKey {CLE}"]


@pytest.mark.parametrize(
    ("statut", "corps"),
    [(500, b"[]"), (401, b"{}"), (200, b"<html>"), (200, b"{}"), (200, b"[1]"), (200, b"[" * 5000), (200, b"")],
)
def test_une_plateforme_qui_repond_mal_est_indisponible(plateforme: Any, statut: int, corps: bytes) -> None:
    plateforme(statut, corps)

    with pytest.raises(PlateformeIndisponible):
        rapports("LogiPro")


def test_une_plateforme_absente_est_indisponible(settings: Any) -> None:
    settings.GAZELLE_URL = "http://127.0.0.1:9"

    with pytest.raises(PlateformeIndisponible):
        rapports("LogiPro")


@pytest.mark.parametrize(
    ("adresse", "sure"),
    [
        ("https://gazelle.example/evs/rapport/1", True),
        ("http://gazelle.example/evs/rapport/1", False),
        ("https://gazelle.example.pirate.example/evs/1", False),
        ("https://gazelle.example@pirate.example/evs/1", False),
        ("https://gazelle.example/ailleurs/1", False),
        ("https://gazelle.example/evs/../ailleurs", False),
        ("javascript:alert(1)", False),
        ("//gazelle.example/evs/1", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_seul_un_lien_de_la_plateforme_est_propose(settings: Any, adresse: str, sure: bool) -> None:
    settings.GAZELLE_URL = "https://gazelle.example/evs"

    assert adresse_sure(adresse) is sure


@pytest.mark.exigence("E3-19")
def test_un_rapport_choisi_devient_la_preuve(
    monde: Monde, connecter: Callable[..., Client], plateforme: Any, settings: Any
) -> None:
    preuve = monde.eligible().chapitres()[0].preuves.all()[0]
    lien = f"{settings.GAZELLE_URL}/rapport/7"
    plateforme(200, json.dumps([_rapport(lien), _rapport("https://pirate.example/1")]).encode())
    client = connecter(monde.mandataire)

    salle = client.get(f"/preuves/{preuve.pk}/").content.decode()
    page = client.get(f"/preuves/{preuve.pk}/gazelle/").content.decode()
    client.post(f"/preuves/{preuve.pk}/deposer/", {"lien": lien})

    assert ("Importer directement de Gazelle" in salle, lien in page, "pirate" in page) == (True, True, False)
    assert Depot.objects.get().lien == lien


def test_sans_reponse_la_page_le_dit_et_le_lien_se_colle(
    monde: Monde, connecter: Callable[..., Client], settings: Any
) -> None:
    preuve = monde.eligible().chapitres()[0].preuves.all()[0]
    settings.GAZELLE_URL = "http://127.0.0.1:9"

    reponse = connecter(monde.mandataire).get(f"/preuves/{preuve.pk}/gazelle/")

    assert (reponse.status_code, "La plateforme de test ne répond pas" in reponse.content.decode()) == (503, True)


def test_sans_plateforme_rien_n_est_propose(monde: Monde, connecter: Callable[..., Client], settings: Any) -> None:
    preuve = monde.eligible().chapitres()[0].preuves.all()[0]
    settings.GAZELLE_URL = ""
    client = connecter(monde.mandataire)

    assert "Gazelle" not in client.get(f"/preuves/{preuve.pk}/").content.decode()
    assert client.get(f"/preuves/{preuve.pk}/gazelle/").status_code == 404


def test_le_remplacant_ne_repond_qu_en_demonstration_et_a_qui_a_la_cle(
    monde: Monde, connecter: Callable[..., Client], client: Client, settings: Any
) -> None:
    settings.DEMO, settings.GAZELLE_CLE, settings.GAZELLE_URL = (
        True,
        CLE,
        "https://portail.example/demonstration/gazelle",
    )
    adresse, cle = "/demonstration/gazelle/rest/rapports", {"Authorization": f"GazelleAPIKey {CLE}"}
    sans_cle, avec_cle = client.get(adresse), client.get(adresse, headers=cle)
    editeur = connecter(monde.mandataire)
    lus = [editeur.get(f"/demonstration/gazelle/rapport?n={n}").status_code for n in ("3", "4", "x", "0")]
    settings.DEMO = False
    ferme = client.get(adresse, headers=cle)

    assert (sans_cle.status_code, avec_cle.status_code, lus, ferme.json()) == (401, 200, [200, 404, 404, 404], [])
    assert [adresse_sure(rapport["adresse"]) for rapport in avec_cle.json()] == [True, True, True]


@pytest.mark.django_db(transaction=True)
def test_le_remplacant_repond_au_portail_lui_meme_avec_ou_sans_cle(live_server: Any, settings: Any) -> None:
    settings.DEMO, settings.GAZELLE_URL = True, f"{live_server.url}/demonstration/gazelle"

    for cle in ("demonstration", ""):
        settings.GAZELLE_CLE = cle
        assert [rapport.reussi for rapport in rapports("LogiPro")] == [False, True, True]


def test_la_cle_ne_suit_pas_une_redirection(settings: Any) -> None:
    """The platform sends elsewhere: nobody there ever learns the key."""
    recus: list[str] = []

    class Renvoi(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recus.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/ailleurs")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    serveur = HTTPServer(("127.0.0.1", 0), Renvoi)
    Thread(target=serveur.serve_forever, daemon=True).start()
    settings.GAZELLE_URL = f"http://127.0.0.1:{serveur.server_port}/evs"

    with pytest.raises(PlateformeIndisponible):
        rapports("LogiPro")
    serveur.shutdown()

    assert [adresse.split("?")[0] for adresse in recus] == ["/evs/rest/rapports"]
