"""The registry as data, for anybody."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from candidatures.models import Candidature
from segur.portail.views.donnees_ouvertes import COLONNES, JEU
from tests.monde import LGC, Monde, referencer

pytestmark = pytest.mark.django_db
NRU = "LGCV2ABCDEFG"
ATOM = "{http://www.w3.org/2005/Atom}"
DONNEES = ["solutions.csv", "solutions.json", "schema.json", "flux.atom"]


@pytest.fixture
def une_et_une_en_cours(monde: Monde) -> str:
    monde.soumise(produit="Prometteuse")
    return referencer(monde.soumise(produit="=Écho").candidature, nru=NRU)


def _csv(client: Client, requete: str = "") -> list[dict[str, str]]:
    contenu = client.get(f"/registre/solutions.csv{requete}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(contenu), delimiter=";"))


@pytest.mark.exigence("PUB-01")
def test_le_csv_donne_les_solutions_sans_formule(une_et_une_en_cours: str, client: Client) -> None:
    (ligne,) = _csv(client)

    assert tuple(ligne) == COLONNES
    assert (ligne["produit"], ligne["nru"], ligne["referencee_le"]) == ("'=Écho", NRU, "2025-10-06")
    assert (ligne["profils"], ligne["adresse"]) == ("Général", f"http://localhost:8000/registre/{NRU}/")


@pytest.mark.exigence("PUB-06")
def test_le_csv_prend_les_filtres_de_la_liste(une_et_une_en_cours: str, client: Client) -> None:
    noms = [[ligne["produit"] for ligne in _csv(client, r)] for r in ("?q=echo", "?q=rien", "?etat=en_cours")]
    (en_cours,) = _csv(client, "?etat=en_cours")

    assert noms == [["'=Écho"], [], ["Prometteuse"]]
    assert [nom for nom in COLONNES if en_cours[nom]] == [
        "produit",
        "editeur",
        "dispositif",
        "dispositif_libelle",
        "statut",
        "statut_libelle",
        "premier_depot_prevu_le",
    ]


@pytest.mark.exigence("PUB-01")
def test_le_json_suit_son_schema(une_et_une_en_cours: str, client: Client) -> None:
    contenu = client.get("/registre/solutions.json").content

    (solution,) = JEU.validate_json(contenu, strict=True).solutions
    brute = json.loads(contenu)["solutions"][0]
    assert (solution.produit, solution.nru, solution.dispositif, solution.profils) == ("=Écho", NRU, LGC, ("Général",))
    assert set(brute) == _schema(client)["$defs"]["Solution"]["properties"].keys()


def test_le_schema_decrit_chaque_champ_et_le_document_aussi(client: Client) -> None:
    champs = _schema(client)["$defs"]["Solution"]["properties"]
    document = (Path(__file__).parents[2] / "docs" / "registre-schema.md").read_text("utf-8")

    lignes = [ligne.split(" | ") for ligne in document.splitlines() if ligne.startswith("| `")][4:]
    assert {ligne[0].strip("| `"): ligne[-1].strip(" |") for ligne in lignes} == {
        nom: champ["description"] for nom, champ in champs.items()
    }


def _schema(client: Client) -> dict[str, Any]:
    schema: dict[str, Any] = client.get("/registre/schema.json").json()
    return schema


@pytest.mark.exigence("PUB-01")
def test_le_flux_donne_les_derniers_referencements(monde: Monde, client: Client) -> None:
    for nom in ("Première", "Seconde"):
        referencer(monde.soumise(produit=nom).candidature)
    premiere = Candidature.objects.get(produit__nom="Première")
    Candidature.objects.filter(pk=premiere.pk).update(referencee_le="2025-10-01T08:00:00Z")

    reponse = client.get("/registre/flux.atom")

    entrees = ElementTree.fromstring(reponse.content).findall(f"{ATOM}entry")  # noqa: S314 (our own document)
    assert reponse["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entree.findtext(f"{ATOM}title") for entree in entrees] == [
        "Seconde 1.0 (LogiPro)",
        "Première 1.0 (LogiPro)",
    ]
    assert entrees[1].findtext(f"{ATOM}updated") == "2025-10-01T00:00:00+02:00"
    assert entrees[1].findtext(f"{ATOM}id") == f"http://localhost:8000/registre/{premiere.nru}/"


@pytest.mark.parametrize("nom", DONNEES)
def test_les_donnees_se_gardent_une_minute(une_et_une_en_cours: str, client: Client, nom: str) -> None:
    reponse = client.get(f"/registre/{nom}")

    assert set(reponse["Cache-Control"].split(", ")) == {"public", "max-age=60"}


def test_la_liste_s_exporte_avec_ses_filtres(une_et_une_en_cours: str, client: Client) -> None:
    page = client.get("/registre/?q=echo&tri=-nru&page=1").content.decode()

    assert 'href="/registre/solutions.csv?q=echo"' in page
