"""What the portal tells browsers to refuse, and those who find a flaw."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.noyau.acces.conftest import se_connecter

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
    fermes = ("default-src", "base-uri", "frame-ancestors")
    assert [politique[nom] for nom in fermes] == ["'none'"] * 3
    assert [politique[nom] for nom in ("script-src", "style-src", "form-action")] == ["'self'"] * 3


@pytest.mark.django_db
def test_le_biscuit_de_session_n_est_pas_lu_par_les_scripts(client: Client, monde: Any) -> None:
    reponse = se_connecter(client, monde.mandataire.utilisateur)
    biscuit = reponse.cookies["sessionid"]

    assert (biscuit["httponly"], biscuit["samesite"]) == (True, "Lax")
