"""The key: the operator's in either form, a labelled one in a demonstration, a clear refusal otherwise."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from preuves.archive.cles import cle

GRAINE = bytes(range(32))


def pem(privee) -> str:
    return privee.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    "reglage",
    [base64.b64encode(GRAINE).decode(), pem(Ed25519PrivateKey.from_private_bytes(GRAINE))],
    ids=["octets en base64", "PEM"],
)
def test_la_cle_de_l_exploitant_signe(settings, reglage):
    settings.CLE_ARCHIVES = reglage

    lue = cle()

    assert (lue.privee.private_bytes_raw(), lue.libelle) == (GRAINE, "clé du portail")


def test_la_cle_de_demonstration_le_dit_et_change_avec_le_portail(settings):
    premiere = cle()
    settings.SECRET_KEY = "une autre"

    assert premiere.libelle == cle().libelle == "clé de démonstration"
    assert premiere.empreinte != cle().empreinte


@pytest.mark.parametrize(
    "reglage",
    ["", "courte", base64.b64encode(b"court").decode(), pem(generate_private_key(SECP256R1()))],
    ids=["absente", "illisible", "trop courte", "d’un autre genre"],
)
def test_une_cle_inutilisable_est_refusee_en_clair(settings, reglage):
    settings.CLE_ARCHIVES = reglage

    with pytest.raises(ImproperlyConfigured, match="SEGUR_CLE_ARCHIVES"):
        cle()


def test_la_cle_publiee_est_celle_qui_signe(client):
    reponse = client.get(reverse("preuves:cle_des_archives"))

    assert load_pem_public_key(reponse.content) == cle().privee.public_key()
    assert reponse.content.decode().startswith("clé de démonstration\n")


def test_sans_cle_rien_n_est_publie(client, settings):
    settings.CLE_ARCHIVES = ""

    assert client.get(reverse("preuves:cle_des_archives")).status_code == 404
