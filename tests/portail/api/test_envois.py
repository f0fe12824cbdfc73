"""What a program sends badly: told in the same words as any refusal, and never by a page."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from preuves.models import Depot, Preuve
from segur.noyau import horloge
from segur.noyau.documents.pannes import RangementImpossible
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.reception.models import Tentative
from segur.portail.api.candidatures import Depots
from tests.monde import AVANT_DATE_1, Monde, fichier
from tests.portail.api.programme import Programme

pytestmark = pytest.mark.django_db
EN_FORME = "multipart/form-data; boundary=b"
CHAMP = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
BEAUCOUP = CHAMP * 2001 + b"--b--"
LONG = b'--b\r\nContent-Disposition: form-data; name="lien"\r\n\r\n' + b"x" * 3_000_000 + b"\r\n--b--"
CORPS = {
    "sans limite": (b"--b--", "multipart/form-data", 400),
    "limite illisible": (b"--b--", "multipart/form-data; boundary=\xe9", 400),
    "trop de champs": (BEAUCOUP, EN_FORME, 413),
    "champ trop long": (LONG, EN_FORME, 413),
    "JSON trop long": (b'{"lien": "' + b"x" * 3_000_000 + b'"}', "application/json", 413),
    "JSON faux": (b"{", "application/json", 400),
    "autre codage": (b"lien=a", "application/x-www-form-urlencoded; charset=latin-1", 400),
    "autre format": (b"lien", "text/plain", 415),
}


@pytest.fixture
def preuve(petit_monde: Monde, settings: Any) -> Preuve:
    settings.DEMO = True
    horloge.regler(AVANT_DATE_1)
    cache.clear()
    trouvee: Preuve = petit_monde.eligible().chapitres()[0].preuves.all()[0]
    return trouvee


@pytest.fixture
def api(petit_monde: Monde, preuve: Preuve) -> Programme:
    programme = Programme(petit_monde.mandataire)
    programme.client.raise_request_exception = False
    return programme


def test_un_corps_illisible_ou_trop_grand_est_un_probleme(api: Programme, preuve: Preuve, client: Client) -> None:
    """With a key and without: the key is read by a middleware, the body by the door."""
    chemins = client.get("/api/v1/openapi.json").json()["paths"]
    (decrits,) = (lu["post"]["responses"] for chemin, lu in chemins.items() if chemin.endswith("/depots/"))
    for nom, (corps, format, attendu) in CORPS.items():
        for entetes in ({}, {"Idempotency-Key": "k"}):
            reponse = api.client.post(
                f"/api/v1/preuves/{preuve.pk}/depots/",
                corps,
                content_type=format,
                headers={"Authorization": f"Bearer {api.secret}", **entetes},
            )
            assert (nom, reponse.status_code, reponse["Content-Type"]) == (nom, attendu, "application/problem+json")
            assert (reponse.json()["status"], list(decrits[str(attendu)]["content"])) == (
                attendu,
                ["application/problem+json"],
            )
    assert (Depot.objects.count(), Tentative.objects.count()) == (0, 0)


def test_une_panne_se_dit_aussi_en_probleme(api: Programme, preuve: Preuve, monkeypatch: pytest.MonkeyPatch) -> None:
    for panne, attendu, attente in ((RangementImpossible("plein"), 503, "60"), (RuntimeError("panne"), 500, None)):

        def tomber(*args: Any, panne: Exception = panne, **options: Any) -> Any:
            raise panne

        monkeypatch.setattr(Depots, "post", tomber)
        reponse = api.post(f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"})
        assert (reponse.status_code, reponse["Content-Type"]) == (attendu, "application/problem+json")
        assert (reponse.json()["status"], reponse.headers.get("Retry-After")) == (attendu, attente)


def test_un_envoi_illisible_d_un_navigateur_recoit_une_page_en_francais(petit_monde: Monde, client: Client) -> None:
    client.force_login(petit_monde.mandataire.personne)
    page = client.post("/organisation/jetons/nouveau/", b"--b--", content_type="multipart/form-data")
    assert (page.status_code, "Le portail ne peut pas lire cet envoi" in page.content.decode()) == (400, True)


def test_la_meme_cle_pour_un_autre_contenu_est_refusee_et_le_dit(api: Programme, preuve: Preuve) -> None:
    adresse = f"preuves/{preuve.pk}/depots/"
    autre = preuve.chapitre.preuves.exclude(pk=preuve.pk)[0]
    assert api.post(adresse, {"fichiers": fichier()}, Idempotency_Key="k").status_code == 201

    assert api.post(adresse, {"fichiers": fichier()}, Idempotency_Key="k").status_code == 201  # a retry
    refus = [
        api.post(adresse, {"fichiers": fichier("autre.pdf")}, Idempotency_Key="k"),
        api.post(adresse, {"lien": "https://preuves.example/1"}, Idempotency_Key="k"),
        api.post_json(adresse, '{"lien": "https://preuves.example/1"}', Idempotency_Key="k"),
        api.post(f"preuves/{autre.pk}/depots/", {"fichiers": fichier()}, Idempotency_Key="k"),
    ]

    assert [reponse.status_code for reponse in refus] == [422] * 4
    (motif,) = refus[0].json()["motifs"]
    assert (motif["code"], "clé d’idempotence a déjà servi" in motif["explication"]) == ("cle", True)
    assert Depot.objects.count() == EntreeJournal.objects.filter(action="preuve.deposer").count() == 1
    suivant = api.post(adresse, {"lien": "https://preuves.example/1"}, Idempotency_Key="k2")
    assert (suivant.status_code, Depot.objects.count()) == (201, 2)


def test_une_cle_trop_longue_est_refusee_plutot_que_coupee(api: Programme, preuve: Preuve) -> None:
    """Cut, two keys of one beginning would be one, and the second deposit would be lost without a word."""
    adresse, lien = f"preuves/{preuve.pk}/depots/", {"lien": "https://preuves.example/1"}
    assert api.post(adresse, lien, Idempotency_Key="k" * 64).status_code == 201
    refus = api.post(adresse, lien, Idempotency_Key="k" * 65)
    assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "Idempotency-Key")


def test_un_demi_caractere_est_un_mauvais_json(api: Programme, preuve: Preuve) -> None:
    """JSON may write what no text holds: the base could not keep it."""
    reponse = api.post_json(f"preuves/{preuve.pk}/depots/", '{"lien": "https://preuves.example/\\ud800"}')
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")


def test_un_filtre_mal_ecrit_ne_passe_pas_pour_une_liste_vide(api: Programme, preuve: Preuve) -> None:
    """« a-charger » for « a_charger »: a pipeline would believe that nothing is left to deposit."""
    numero = preuve.chapitre.candidature.numero
    for adresse in (f"candidatures/{numero}/preuves/", "commandes/"):
        refus = api.get(f"{adresse}?statut=a-charger")
        assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "statut")
        assert api.get(f"{adresse}?statut=").status_code == 200
    assert api.get(f"candidatures/{numero}/preuves/?statut=a_charger").json()["count"] > 0
