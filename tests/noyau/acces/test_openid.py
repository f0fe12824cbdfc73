"""Coming in by a national identity provider: a real one, on loopback, honest or not."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from segur.noyau.comptes.models import Utilisateur
from tests.fournisseur_oidc import ACCUEIL, RETOUR, FournisseurDEssai, fournisseur_d_essai, proposer_un_fournisseur
from tests.noyau.acces.conftest import se_connecter, vieillir_les_preuves

pytestmark = pytest.mark.django_db
ANA = "ana@libre.example"


@pytest.fixture(scope="module")
def programme() -> Iterator[FournisseurDEssai]:
    with fournisseur_d_essai() as fournisseur:
        yield fournisseur


@pytest.fixture
def isc(programme: FournisseurDEssai, settings: Any, monde: Any) -> FournisseurDEssai:
    proposer_un_fournisseur(settings, programme.adresse)
    programme.jouer()
    return programme


def partir(client: Client, suite: str = "") -> str:
    reponse = client.post(f"/connexion/isc/{suite}")
    assert reponse.status_code == 302, reponse.content
    return str(reponse["Location"])


def revenir(adresse: str, http: requests.Session) -> str:
    """What the browser does at the provider's, until it is sent back here."""
    for _ in range(10):
        if adresse.startswith(RETOUR):
            return adresse.removeprefix("http://testserver")
        adresse = urljoin(adresse, http.get(adresse, allow_redirects=False, timeout=10).headers["Location"])
    raise AssertionError(adresse)


def entrer(client: Client, suite: str = "", http: requests.Session | None = None) -> Any:
    return client.get(revenir(partir(client, suite), http or requests.Session()))


def rattacher(personne: Utilisateur, sub: str = "personne-1") -> SocialAccount:
    return SocialAccount.objects.create(user=personne, provider="isc", uid=sub)


def connecte(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


@pytest.mark.exigence("CP-08")
def test_une_personne_rattachee_entre(client: Client, isc: FournisseurDEssai, monde: Any) -> None:
    rattacher(monde.mandataire.utilisateur)

    reponse = entrer(client)

    assert (reponse.status_code, reponse["Location"]) == (302, "/")
    assert str(monde.mandataire.utilisateur) in client.get("/compte/").content.decode()


def test_le_depart_porte_nonce_acr_et_pkce(client: Client, isc: FournisseurDEssai) -> None:
    demande = parse_qs(urlsplit(partir(client, "?auth_params=acr_values%3Deidas0&scope=tout")).query)

    assert demande["acr_values"] == ["eidas1"]
    assert set(demande["scope"][0].split()) == {"openid", "profile", "email"}
    assert len(demande["nonce"][0]) > 20
    assert demande["code_challenge_method"] == ["S256"]


FAUTES = {
    "nonce": "OAuth2Error",
    "perime": "ExpiredSignatureError",
    "audience": "InvalidAudienceError",
    "emetteur": "InvalidIssuerError",
    "signature": "InvalidSignatureError",
    "sans-signature": "InvalidAlgorithmError",
    "userinfo-signature": "InvalidSignatureError",
    "userinfo-autre-personne": "OAuth2Error",
    "userinfo-audience": "InvalidAudienceError",
    "userinfo-en-clair": "OAuth2Error",
}


@pytest.mark.parametrize(("faute", "cause"), FAUTES.items(), ids=FAUTES.keys())
def test_une_reponse_alteree_n_ouvre_rien(
    client: Client, isc: FournisseurDEssai, monde: Any, faute: str, cause: str
) -> None:
    rattacher(monde.mandataire.utilisateur)
    isc.jouer(faute=faute)

    reponse = entrer(client)

    refus = reponse.context["auth_error"]["exception"]
    assert (reponse.status_code, type(refus.__cause__ or refus).__name__) == (422, cause)
    assert "Identité non vérifiée" in reponse.content.decode()
    assert not connecte(client)
    isc.jouer()  # nothing is locked: an honest answer opens the account afterwards
    assert entrer(client).status_code == 302


@pytest.mark.parametrize(("acr", "statut"), [("eidas0", 422), ("eidas1", 302), ("eidas2", 422)])
def test_le_niveau_d_authentification_est_controle(
    client: Client, isc: FournisseurDEssai, monde: Any, acr: str, statut: int
) -> None:
    rattacher(monde.mandataire.utilisateur)
    isc.jouer(acr=acr)

    assert entrer(client).status_code == statut


def test_un_userinfo_en_clair_suffit_ou_la_signature_n_est_pas_exigee(
    client: Client, isc: FournisseurDEssai, monde: Any, settings: Any
) -> None:
    proposer_un_fournisseur(settings, isc.adresse, userinfo_signe=False)
    rattacher(monde.mandataire.utilisateur)
    isc.jouer(faute="userinfo-en-clair")

    assert entrer(client).status_code == 302


def test_une_reponse_ne_sert_qu_a_qui_l_a_demandee(client: Client, isc: FournisseurDEssai, monde: Any) -> None:
    """The state is that of another browser: a link sent to a victim signs nobody in."""
    rattacher(monde.mandataire.utilisateur)
    depart = partir(client)
    adresse = revenir(depart, requests.Session())

    assert Client().get(adresse).status_code == 422
    assert client.get(adresse).status_code == 302
    assert Client().get(adresse).status_code == 422


@pytest.mark.exigence("CP-02")
def test_une_premiere_visite_conduit_a_la_demande_a_rejoindre(client: Client, isc: FournisseurDEssai) -> None:
    isc.jouer(siret="732 829 320 00074")

    reponse = entrer(client)

    assert reponse["Location"] == "/organisation/rejoindre/?numero=73282932000074"
    assert 'value="73282932000074"' in client.get(reponse["Location"]).content.decode()
    ana = Utilisateur.objects.get(email=ANA)
    assert (ana.prenom, ana.nom, ana.has_usable_password(), ana.appartenances.count()) == ("Ana", "Candidate", False, 0)
    assert client.get("/candidatures/").status_code in (403, 302)
    lien = SocialAccount.objects.get(user=ana)
    assert (lien.uid, lien.extra_data) == ("personne-1", {"iss": isc.adresse, "acr": "eidas1"})


def test_une_adresse_connue_n_ouvre_pas_le_compte(client: Client, isc: FournisseurDEssai, monde: Any) -> None:
    isc.jouer(email=monde.mandataire.utilisateur.email.upper())

    reponse = entrer(client)

    assert reponse.status_code == 409
    assert "Un compte porte déjà cette adresse" in reponse.content.decode()
    assert (connecte(client), SocialAccount.objects.count()) == (False, 0)


@pytest.mark.parametrize("reclamations", [{"email": None}, {"email_verified": False}])
def test_sans_adresse_verifiee_aucun_compte_ne_s_ouvre(
    client: Client, isc: FournisseurDEssai, reclamations: dict[str, Any]
) -> None:
    isc.jouer(**reclamations)
    avant = Utilisateur.objects.count()

    assert entrer(client).status_code == 409
    assert Utilisateur.objects.count() == avant


def test_un_compte_se_rattache_apres_confirmation(
    client: Client, isc: FournisseurDEssai, monde: Any, settings: Any
) -> None:
    personne = monde.mandataire.utilisateur
    se_connecter(client, personne)
    vieillir_les_preuves(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    trop_tard = client.post("/connexion/isc/?process=connect")
    assert trop_tard["Location"] == "/compte/identite/?next=%2Fcompte%2Fidentites%2F"
    se_connecter(autre := Client(), personne)

    assert entrer(autre, "?process=connect")["Location"] == "/compte/identites/"

    lien = SocialAccount.objects.get()
    assert (lien.user, lien.uid) == (personne, "personne-1")
    assert entrer(Client())["Location"] == "/"
    assert autre.post("/compte/identites/", {"identite": lien.pk}).status_code == 302
    assert SocialAccount.objects.count() == 0


def test_une_identite_deja_rattachee_ne_change_pas_de_compte(
    client: Client, isc: FournisseurDEssai, monde: Any
) -> None:
    rattacher(monde.mandataire.utilisateur)
    se_connecter(client, monde.salarie.utilisateur)

    entrer(client, "?process=connect")

    assert SocialAccount.objects.get().user == monde.mandataire.utilisateur


def test_un_second_facteur_reste_demande(client: Client, isc: FournisseurDEssai, monde: Any, equiper: Any) -> None:
    rattacher(equiper(monde.mandataire))

    assert entrer(client)["Location"] == "/connexion/second-facteur/"
    assert not connecte(client)


def test_les_metadonnees_d_un_autre_emetteur_ne_menent_nulle_part(
    client: Client, programme: FournisseurDEssai, monde: Any, settings: Any
) -> None:
    """A slash at the end is no other issuer."""
    proposer_un_fournisseur(settings, programme.adresse, emetteur="https://connexion.example")
    refus = client.post("/connexion/isc/")
    proposer_un_fournisseur(settings, programme.adresse, emetteur=f"{programme.adresse}/")

    assert refus.status_code == 503
    assert urlsplit(partir(client)).query
    assert se_connecter(Client(), monde.mandataire.utilisateur)["Location"] == "/"


def test_un_fournisseur_en_panne_le_dit(client: Client, monde: Any, settings: Any) -> None:
    proposer_un_fournisseur(settings, "http://127.0.0.1:9")

    reponse = client.post("/connexion/isc/")

    assert reponse.status_code == 503
    assert "Votre compte n’est pas bloqué" in reponse.content.decode()
    assert se_connecter(client, monde.mandataire.utilisateur)["Location"] == "/"


def test_un_fournisseur_qui_tombe_au_retour(client: Client, isc: FournisseurDEssai, settings: Any) -> None:
    depart = partir(client)
    adresse = revenir(depart, requests.Session())
    proposer_un_fournisseur(settings, "http://127.0.0.1:9")
    cache.clear()

    assert client.get(adresse).status_code == 503


def test_sans_configuration_rien_n_est_montre(client: Client, monde: Any) -> None:
    assert "Industriels" not in client.get("/connexion/").content.decode()
    assert client.post("/connexion/isc/").status_code == 404
    assert client.get("/connexion/isc/retour/").status_code == 404


def test_sortir_ferme_aussi_la_session_du_fournisseur(client: Client, isc: FournisseurDEssai, monde: Any) -> None:
    rattacher(monde.mandataire.utilisateur)
    http = requests.Session()
    entrer(client, http=http)

    sortie = client.post("/deconnexion/")["Location"]

    assert not connecte(client)
    page = http.get(sortie, timeout=10).text
    jeton = re.search(r'name="xsrf" value="(\w+)"', page)
    assert jeton is not None, page
    fin = http.post(
        f"{isc.adresse}/session/end/confirm",
        {"xsrf": jeton[1], "logout": "yes"},
        allow_redirects=False,
        timeout=10,
    )
    assert fin.headers["Location"] == ACCUEIL


@pytest.mark.exigence("CP-01")
def test_sans_comptes_locaux_un_mot_de_passe_n_ouvre_rien(
    client: Client, isc: FournisseurDEssai, monde: Any, settings: Any
) -> None:
    settings.COMPTES_LOCAUX = False
    rattacher(monde.mandataire.utilisateur)

    page = client.get("/connexion/").content.decode()

    assert ("Se connecter avec Industriels Santé Connect" in page, 'name="password"' in page) == (True, False)
    assert se_connecter(client, monde.mandataire.utilisateur).status_code == 404
    assert client.get("/mot-de-passe/oubli/").status_code == 404
    assert entrer(client)["Location"] == "/"
