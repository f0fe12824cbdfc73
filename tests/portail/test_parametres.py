"""No address breaks a page, whatever it carries."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from segur.portail.parametres import ParametresMiddleware
from tests.monde import Monde

pytestmark = pytest.mark.django_db
PAGES = [
    "/candidatures/",
    "/instruction/",
    "/instruction/chapitres/",
    "/derogations/",
    "/amendements/",
    "/pilotage/rappels/",
    "/pilotage/jalon/",
    "/messagerie/",
    "/messagerie/reponses-types/",
    "/notifications/",
    "/courriels/",
    "/messages-groupes/",
    "/organisation/liste/",
    "/rem/",
    "/bases/",
    "/calendrier/",
    "/registre/",
    "/versions-obsoletes/",
    "/verifier/",
]
CHOIX = "q={0}&recherche={0}&dispositif={0}&statut={0}&a={0}&au={0}&tri={0}&page={0}&etat={0}&numero={0}&code={0}"


@pytest.mark.parametrize("adresse", PAGES)
@pytest.mark.parametrize("valeur", ["%00", "a%00b", "%%0000", "%C3%28", "%27%3B--", "9" * 40])
def test_une_valeur_hostile_ne_casse_aucune_page(monde: Monde, adresse: str, valeur: str) -> None:
    client = Client()
    client.force_login(monde.responsable.personne)

    reponse = client.get(f"{adresse}?{CHOIX.format(valeur)}")

    assert reponse.status_code in (200, 404, 422)


def _refuser(requete: object) -> HttpResponse:
    raise AssertionError("Seule la lecture du formulaire est essayée.")


def test_un_formulaire_perd_ce_caractere_et_rien_d_autre() -> None:
    requete = RequestFactory().post("/", {"motif": ["a\x00b", "c"], "q\x00": "é ?", "vide": ""})

    ParametresMiddleware(_refuser).process_view(requete, _refuser, (), {})

    assert dict(requete.POST.lists()) == {"motif": ["ab", "c"], "q": ["é ?"], "vide": [""]}
