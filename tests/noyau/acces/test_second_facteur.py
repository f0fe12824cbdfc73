"""Who must have a second factor reaches nothing without using one."""

import re
import time
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from segur.noyau.comptes.models import Utilisateur
from tests.noyau.acces.conftest import SECRET, code_de, entrer, se_connecter, vieillir_les_preuves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exige")]
INDEX = "/compte/second-facteur/"


@pytest.mark.parametrize("role", ["verificateur", "direction", "gestionnaire", "mandataire"])
def test_une_personne_concernee_sans_facteur_n_atteint_rien_d_autre(client: Client, monde: Any, role: str) -> None:
    se_connecter(client, getattr(monde, role).utilisateur)

    for adresse in ("/", "/candidatures/", "/compte/", "/registre/"):
        assert (client.get(adresse).status_code, client.get(adresse)["Location"]) == (302, INDEX)
    assert client.post("/compte/organisation/", {"organisation": "1"})["Location"] == INDEX
    assert "activez-en un pour continuer" in client.get(INDEX).content.decode()


def test_un_salarie_n_est_pas_concerne(client: Client, monde: Any) -> None:
    se_connecter(client, monde.salarie.utilisateur)

    assert client.get("/candidatures/").status_code == 200


def test_une_session_ouverte_autrement_demande_le_facteur(client: Client, monde: Any, equiper: Any) -> None:
    """However the session came to be, it opens nothing until it used the factor."""
    client.force_login(equiper(monde.verificateur))

    reponse = client.get("/candidatures/")
    assert reponse["Location"] == "/compte/identite/?next=%2Fcandidatures%2F"
    assert client.get(reponse["Location"], follow=True).redirect_chain == [
        ("/compte/identite/code/?next=%2Fcandidatures%2F", 302)
    ]


def test_activer_une_application_ouvre_le_portail(client: Client, monde: Any) -> None:
    personne = monde.verificateur.utilisateur
    se_connecter(client, personne)
    page = client.get("/compte/second-facteur/application/").content.decode()
    secret = re.search(r'class="cle">(\w+)<', page)[1]  # type: ignore[index]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    faux = client.post("/compte/second-facteur/application/", {"code": "000000" if code != "000000" else "000001"})
    active = client.post("/compte/second-facteur/application/", {"code": code})

    assert (faux.status_code, active["Location"]) == (200, "/compte/second-facteur/codes/")
    codes = re.findall(r"<code>(\d{8})</code>", client.get(active["Location"]).content.decode())
    assert len(set(codes)) == 10
    assert client.get("/candidatures/").status_code == 200
    assert secret not in str(Authenticator.objects.get(user=personne, type="totp").data)
    autre = Client()
    se_connecter(autre, personne)
    rejoue = autre.post("/connexion/second-facteur/", {"code": code})  # the code that activated has been used
    assert (rejoue.status_code, autre.get("/candidatures/").status_code) == (200, 302)


def test_un_code_ne_sert_qu_une_fois(client: Client, monde: Any, equiper: Any) -> None:
    personne = equiper(monde.verificateur)
    entrer(client, personne)
    autre = Client()
    se_connecter(autre, personne)

    assert autre.post("/connexion/second-facteur/", {"code": code_de(personne)}).status_code == 200
    assert "_auth_user_id" not in autre.session


def test_un_code_de_secours_ne_sert_qu_une_fois(monde: Any, equiper: Any) -> None:
    personne = equiper(monde.verificateur)
    code = Authenticator.objects.get(user=personne, type="recovery_codes").wrap().get_unused_codes()[0]
    statuts = []
    for _ in range(2):
        client = Client()
        se_connecter(client, personne)
        statuts.append(client.post("/connexion/second-facteur/", {"code": code}).status_code)

    assert statuts == [302, 200]


def test_un_nouveau_mot_de_passe_garde_le_second_facteur(client: Client, monde: Any, equiper: Any) -> None:
    personne = equiper(monde.verificateur)
    lien = f"/mot-de-passe/oubli/{user_pk_to_url_str(personne)}-{default_token_generator.make_token(personne)}/"
    page = client.get(lien)["Location"]
    nouveau = "une phrase longue et neuve"
    assert client.post(page, {"password1": nouveau, "password2": nouveau}).status_code == 302

    reponse = se_connecter(client, personne, nouveau)

    assert reponse["Location"] == "/connexion/second-facteur/"
    assert client.get("/candidatures/")["Location"].startswith("/connexion/")


def test_retirer_son_facteur_ramene_a_la_page_d_activation(client: Client, monde: Any, equiper: Any) -> None:
    personne = equiper(monde.verificateur)
    entrer(client, personne)

    client.post("/compte/second-facteur/application/retirer/")

    assert Authenticator.objects.filter(user=personne).count() == 0
    assert client.get("/candidatures/")["Location"] == INDEX


def test_un_changement_de_facteur_demande_une_preuve_recente(
    client: Client, monde: Any, equiper: Any, settings: Any
) -> None:
    personne = equiper(monde.verificateur)
    entrer(client, personne)
    vieillir_les_preuves(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)

    reponse = client.post("/compte/second-facteur/application/retirer/")

    assert reponse["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=personne, type="totp").exists()
    confirmation = client.get("/compte/identite/?next=/compte/")  # the password alone would not do
    assert confirmation["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fcompte%2F"


@pytest.mark.parametrize("page", ["application/", "cles/ajouter/"])
def test_sans_mot_de_passe_ni_facteur_on_entre_de_nouveau_avant_d_en_ajouter(
    client: Client, monde: Any, settings: Any, page: str
) -> None:
    """An identity of a provider is all that this person has: an old session adds nothing in their place."""
    personne = monde.mandataire.utilisateur
    personne.set_unusable_password()
    personne.save()
    adresse = f"/compte/second-facteur/{page}"
    client.force_login(personne)
    _prouver(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 5)
    assert client.get(adresse).status_code == 200
    _prouver(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)

    assert client.post(adresse, {"code": "123456"})["Location"].startswith("/connexion/?next=")
    assert not Authenticator.objects.filter(user=personne).exists()
    assert client.get("/compte/").status_code == 302  # the session is over


def _prouver(client: Client, age: float) -> None:
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": time.time() - age}]
    session.save()


def test_un_changement_de_facteur_est_annonce(
    client: Client, monde: Any, equiper: Any, django_capture_on_commit_callbacks: Any
) -> None:
    personne = equiper(monde.verificateur)
    entrer(client, personne)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/second-facteur/application/retirer/")

    assert [message.to for message in mail.outbox] == [[personne.email]]


def test_la_rotation_des_cles_garde_les_facteurs(monde: Any, equiper: Any, settings: Any) -> None:
    from cryptography.fernet import Fernet

    personne: Utilisateur = equiper(monde.verificateur)
    nouvelle = Fernet.generate_key().decode()
    settings.CLES_DONNEES = [nouvelle, "demonstration"]

    call_command("tourner_les_cles", verbosity=0)

    settings.CLES_DONNEES = [nouvelle]
    assert Authenticator.objects.get(user=personne, type="totp").wrap().validate_code(code_de(personne))
    assert len(Authenticator.objects.get(user=personne, type="recovery_codes").wrap().get_unused_codes()) == 10
    assert SECRET not in str(Authenticator.objects.get(user=personne, type="totp").data)
