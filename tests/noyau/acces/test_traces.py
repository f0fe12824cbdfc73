"""The log of who comes in and of who is refused; what browsers keep."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from segur.noyau.acces.traces import TracesMiddleware, empreinte
from tests.noyau.acces.conftest import code_de, entrer, se_connecter
from tests.noyau.organisations.membres import membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lignes(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.INFO, "segur.noyau.acces.traces")
    return lambda: [
        (trace.levelname, trace.getMessage()) for trace in caplog.records if trace.name == "segur.noyau.acces.traces"
    ]


def test_une_entree_se_dit_reussie_ou_non(client: Client, monde: Any, lignes: Any) -> None:
    personne = monde.mandataire.utilisateur

    se_connecter(client, personne, "un faux mot de passe", REMOTE_ADDR="192.0.2.1")
    se_connecter(client, personne, REMOTE_ADDR="192.0.2.1")

    suite = f"adresse=192.0.2.1 essaye={empreinte(personne.email)}"
    assert lignes() == [
        ("WARNING", f"entrée refusée (password) 200 compte=- objet=- {suite}"),
        ("INFO", f"entrée acceptée (password) 302 compte={personne.pk} objet=- {suite}"),
    ]


def test_rien_de_ce_qui_est_tape_n_est_ecrit(client: Client, monde: Any, lignes: Any) -> None:
    personne = monde.mandataire.utilisateur
    se_connecter(client, personne, "secret-tape-par-erreur")
    se_connecter(client, personne)

    dit = " ".join(texte for _, texte in lignes())

    assert [mot for mot in ("secret-tape", personne.email, str(client.session.session_key)) if mot in dit] == []


@pytest.mark.usefixtures("exige")
def test_un_second_facteur_se_dit(client: Client, monde: Any, equiper: Any, lignes: Any) -> None:
    personne = equiper(monde.verificateur)
    se_connecter(client, personne)
    client.post(reverse("mfa_authenticate"), {"code": "000000" if code_de(personne) != "000000" else "000001"})
    entrer(Client(), personne)

    dites = [(niveau, texte.split(" compte=")[0]) for niveau, texte in lignes()]

    assert dites == [
        ("INFO", "entrée acceptée (password) 302"),
        ("WARNING", "entrée refusée (second factor) 200"),
        ("INFO", "entrée acceptée (password) 302"),
        ("INFO", "entrée acceptée (second factor) 302"),
    ]


def test_un_refus_dit_qui_voulait_quoi(client: Client, monde: Any, lignes: Any) -> None:
    personne = monde.autre_editeur.utilisateur
    client.force_login(personne)
    candidature = monde.soumise().candidature

    client.get(f"/candidatures/{candidature.numero}/")
    client.get("/bases/")
    client.get("/ailleurs/")

    textes = [texte for _, texte in lignes()]
    assert textes == [
        f"refus 404 GET portail:dossier compte={personne.pk} objet=numero={candidature.numero} adresse=127.0.0.1",
        f"refus 403 GET annuaires:bases compte={personne.pk} objet=- adresse=127.0.0.1",
    ]


def test_un_jeton_refuse_et_un_formulaire_contrefait_se_disent(monde: Any, lignes: Any) -> None:
    exigeant = Client(enforce_csrf_checks=True)

    exigeant.get("/api/v1/candidatures/", HTTP_AUTHORIZATION="Bearer faux-jeton")
    exigeant.post("/connexion/", {"login": "x@y.example", "password": "z"})

    textes = [texte for _, texte in lignes()]
    assert textes[0].startswith("refus 401 GET api:")
    assert textes[1].startswith("entrée refusée (password) 403 ")
    assert "faux-jeton" not in " ".join(textes)


@pytest.mark.parametrize(("statut", "niveau"), [(409, "INFO"), (422, "INFO"), (429, "WARNING"), (413, "WARNING")])
def test_ce_qu_une_regle_ou_une_limite_refuse_se_dit(
    rf: Any, monde: Any, lignes: Any, statut: int, niveau: str
) -> None:
    request = rf.post("/actions/x/3/", {"motif": "ce qui a été tapé"})
    request.user = monde.mandataire.utilisateur
    request.resolver_match = SimpleNamespace(view_name="portail:action", kwargs={"nom": "x", "pk": 3})

    TracesMiddleware(lambda _: HttpResponse(status=statut))(request)

    mot = "règle" if niveau == "INFO" else "refus"
    suite = f"compte={request.user.pk} objet=pk=3 adresse=127.0.0.1"
    assert lignes() == [(niveau, f"{mot} {statut} POST portail:action {suite}")]


def test_une_page_servie_ne_se_dit_pas(client: Client, monde: Any, lignes: Any) -> None:
    client.force_login(monde.mandataire.utilisateur)
    client.get("/candidatures/")

    assert lignes() == []


def test_une_page_d_une_personne_connectee_ne_se_garde_pas(client: Client, monde: Any) -> None:
    client.force_login(monde.mandataire.utilisateur)

    for adresse in ("/", "/candidatures/", "/produits/", "/compte/", "/notifications/", "/candidatures/?format=csv"):
        assert "no-store" in client.get(adresse)["Cache-Control"], adresse
    assert "no-store" not in Client().get("/registre/").get("Cache-Control", "")


def test_sortir_vide_le_navigateur_et_ferme_la_session(client: Client, monde: Any) -> None:
    se_connecter(client, monde.mandataire.utilisateur)
    volee = Client()
    volee.cookies["sessionid"] = client.cookies["sessionid"].value
    assert volee.get("/compte/").status_code == 200
    assert 'action="/deconnexion/"' in client.get("/compte/").content.decode()

    sortie = client.post("/deconnexion/")

    assert (sortie["Clear-Site-Data"], "no-store" in sortie["Cache-Control"]) == ('"cache", "storage"', True)
    assert volee.get("/compte/").status_code == 302


def test_entrer_donne_une_nouvelle_cle_de_session(client: Client, monde: Any) -> None:
    """Also to who brings one that somebody else has chosen for them."""
    client.get("/connexion/")
    avant = client.session
    avant["x"] = "y"
    avant.save()
    client.cookies["sessionid"] = str(avant.session_key)

    reponse = se_connecter(client, monde.mandataire.utilisateur)
    choisie = Client()
    choisie.cookies["sessionid"] = "cle-choisie-par-un-autre"
    imposee = se_connecter(choisie, monde.mandataire.utilisateur)

    cles = [avant.session_key, reponse.cookies["sessionid"].value, imposee.cookies["sessionid"].value]
    assert len({*cles, "cle-choisie-par-un-autre"}) == 4
    assert [len(cle) for cle in cles] == [32, 32, 32]  # of 36 characters: 165 bits


def test_pendant_une_visite_c_est_le_support_qui_agit(client: Client, monde: Any, lignes: Any) -> None:
    """The person seen has done nothing: their number is said, but not as who was refused."""
    vue, support = membre("salarie"), monde.administrateur.personne
    client.force_login(support)
    client.post(f"/organisation/membres/{vue.pk}/voir-comme/", {"motif": "Assistance"})

    client.get("/compte/sessions/", REMOTE_ADDR="192.0.2.1")

    qui = f"compte={support.pk} comme={vue.utilisateur_id}"
    assert lignes() == [("WARNING", f"refus 403 GET sessions {qui} objet=- adresse=192.0.2.1")]
