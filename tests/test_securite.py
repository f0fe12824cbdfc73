"""What the portal tells browsers to refuse, and those who find a flaw."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.noyau.acces.conftest import se_connecter
from tests.portail.api.programme import Programme

RACINE = Path(__file__).resolve().parent.parent
ADRESSE = "/.well-known/security.txt"


def test_security_txt_suit_la_rfc_9116(client: Client, settings: Any) -> None:
    settings.CONTACT_SECURITE = ["mailto:securite@portail.example", "https://portail.example/failles"]
    settings.URL_PUBLIQUE = "https://portail.example"

    reponse = client.get(ADRESSE)

    champs = [ligne.partition(": ")[::2] for ligne in reponse.content.decode().splitlines()]
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"
    assert [valeur for nom, valeur in champs if nom == "Contact"] == settings.CONTACT_SECURITE
    assert [nom for nom, _ in champs].count("Expires") == 1
    expire_le = datetime.fromisoformat(dict(champs)["Expires"])
    assert timedelta(days=179) < expire_le - timezone.now() <= timedelta(days=180)
    assert dict(champs)["Canonical"] == f"https://portail.example{ADRESSE}"


def test_sans_contact_il_n_y_a_pas_de_security_txt(client: Client, settings: Any) -> None:
    settings.CONTACT_SECURITE = []

    assert client.get(ADRESSE).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/connexion/", "/registre/", "/introuvable/"])
def test_chaque_page_porte_les_en_tetes_de_securite(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)

    attendus = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    assert {nom: reponse[nom] for nom in attendus} == attendus
    politique = dict(regle.strip().partition(" ")[::2] for regle in reponse["Content-Security-Policy"].split(";"))
    fermes = ("default-src", "object-src", "base-uri", "frame-ancestors")
    assert [politique[nom] for nom in fermes] == ["'none'"] * 4
    assert [politique[nom] for nom in ("script-src", "style-src", "form-action")] == ["'self'"] * 3


@pytest.mark.django_db
def test_le_biscuit_de_session_n_est_pas_lu_par_les_scripts(client: Client, monde: Any) -> None:
    reponse = se_connecter(client, monde.mandataire.utilisateur)

    for nom in ("sessionid", "csrftoken"):
        biscuit = reponse.cookies[nom]
        assert (biscuit["httponly"], biscuit["samesite"]) == (True, "Lax")


def test_en_production_les_biscuits_et_https_sont_ceux_qu_il_faut() -> None:
    """Read from the settings as they are without SEGUR_HTTPS=0: only this host, only over HTTPS, for a year."""
    lus = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
        "SESSION_COOKIE_DOMAIN CSRF_COOKIE_DOMAIN SESSION_COOKIE_PATH CSRF_COOKIE_PATH SECURE_HSTS_SECONDS "
        "SECURE_HSTS_INCLUDE_SUBDOMAINS DEBUG"
    )
    programme = (
        "import django; django.setup(); from django.conf import settings; "
        f"print([getattr(settings, nom) for nom in {lus.split()}])"
    )
    env = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "segur.settings"}

    fini = subprocess.run(
        [sys.executable, "-c", programme], cwd=RACINE, env=env, capture_output=True, text=True, check=True
    )

    attendus = ["__Host-sessionid", "__Host-csrftoken", True, True, True, None, None, "/", "/", 31_536_000, True, False]
    assert fini.stdout.strip() == str(attendus)


@pytest.mark.django_db
def test_aucune_origine_etrangere_ne_lit_une_reponse(client: Client) -> None:
    for adresse in ("/connexion/", "/registre/", "/registre.json", "/api/v1/registre/"):
        reponse = client.get(adresse, HTTP_ORIGIN="https://ailleurs.example")
        assert not [nom for nom in reponse.headers if nom.lower().startswith("access-control-")], adresse


@pytest.mark.django_db
@pytest.mark.parametrize("methode", ["TRACE", "TRACK", "CONNECT"])
def test_les_methodes_d_un_autre_age_ne_repondent_pas(client: Client, methode: str) -> None:
    assert client.generic(methode, "/registre/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("adresse", "type_de_contenu"),
    [
        ("/connexion/", "text/html; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/api/v1/openapi.json", "application/vnd.oai.openapi+json"),
        ("/api/v1/nulle-part/", "application/problem+json"),
    ],
)
def test_chaque_reponse_dit_ce_qu_elle_est(client: Client, settings: Any, adresse: str, type_de_contenu: str) -> None:
    settings.CONTACT_SECURITE = ["mailto:securite@portail.example"]

    assert client.get(adresse)["Content-Type"] == type_de_contenu


@pytest.mark.django_db
def test_une_panne_ne_dit_rien_de_l_interieur(client: Client, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    """The reader learns that it failed; the log learns why."""

    def tomber(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("mot-de-passe-de-la-base postgres://segur:secret@postgres")

    monkeypatch.setattr("segur.noyau.comptes.middleware.ActeurMiddleware.__call__", tomber)
    client.raise_request_exception = False

    reponse = client.get("/connexion/")

    page = reponse.content.decode()
    assert reponse.status_code == 500
    assert [mot for mot in ("RuntimeError", "Traceback", "postgres", "secret") if mot in page] == []
    assert "RuntimeError" in caplog.text


@pytest.mark.django_db
def test_rien_ne_conduit_vers_un_autre_site(client: Client, monde: Any) -> None:
    for suite in ("https://pirate.example/", "//pirate.example/", "/\\pirate.example", "javascript:alert(1)"):
        donnees = {"login": monde.mandataire.utilisateur.email, "password": MOT_DE_PASSE, "next": suite}
        assert Client().post("/connexion/", donnees)["Location"] == "/", suite


def test_les_comptes_de_demonstration_ne_s_ouvrent_qu_en_demonstration(settings: Any) -> None:
    """No migration opens an account, and the command that opens those of the demonstration refuses elsewhere."""
    settings.DEMO = False
    migrations = [f for f in RACINE.rglob("migrations/0*.py") if ".venv" not in f.parts]

    with pytest.raises(CommandError, match="démonstration"):
        call_command("charger_demo")
    assert len(migrations) > 20
    assert [f.name for f in migrations if "create_user" in f.read_text() or "create_superuser" in f.read_text()] == []


@pytest.mark.django_db
def test_un_secret_ne_se_donne_pas_dans_l_adresse(client: Client, petit_monde: Any) -> None:
    secret = Programme(petit_monde.mandataire).secret

    for nom in ("token", "access_token", "jeton", "authorization"):
        assert client.get(f"/api/v1/candidatures/?{nom}={secret}").status_code == 401


@pytest.mark.django_db
def test_un_envoi_ne_prend_rien_dans_l_adresse(client: Client, monde: Any) -> None:
    """What a form sends is read in its body alone; a name given twice counts once."""
    se_connecter(client, monde.mandataire.utilisateur)

    assert client.post("/compte/sessions/?toutes=1").status_code == 404
    assert client.get("/candidatures/?page=1&page=zzz&q=a&q=b").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "adresse", ["/static/", "/static/dsfr/", "/documents/", "/media/", "/.git/config", "/fichiers-internes/"]
)
def test_un_dossier_de_fichiers_ne_se_liste_pas(client: Client, monde: Any, adresse: str) -> None:
    client.force_login(monde.administrateur.utilisateur)

    assert client.get(adresse).status_code == 404
