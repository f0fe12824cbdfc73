"""The key: the operator's in either form, a labelled one in a demonstration, a clear refusal otherwise."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from preuves.archive.cles import cle, publiees

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
    assert reponse.content.decode().startswith(f"clé de démonstration, SHA-256 {cle().empreinte}\n")


def test_sans_cle_rien_n_est_publie(client, settings):
    settings.CLE_ARCHIVES = ""

    assert client.get(reverse("preuves:cle_des_archives")).status_code == 404


def publique(graine: bytes) -> Ed25519PublicKey:
    return Ed25519PrivateKey.from_private_bytes(graine).public_key()


def pem_public(graine: bytes) -> str:
    return publique(graine).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


AUTRES = (bytes(range(1, 33)), bytes(range(2, 34)))


@pytest.mark.parametrize(
    "reglage",
    [
        "".join(map(pem_public, AUTRES)),
        "commentaire\n" + "\n\n".join(map(pem_public, AUTRES)),
        ", ".join(base64.b64encode(publique(graine).public_bytes_raw()).decode() for graine in AUTRES),
    ],
    ids=["PEM", "PEM commentés", "octets en base64"],
)
def test_les_anciennes_cles_sont_publiees_apres_celle_en_service(client, settings, reglage):
    settings.CLE_ARCHIVES_ANCIENNES = reglage

    publie = client.get(reverse("preuves:cle_des_archives")).content.decode()

    empreintes = [cle().empreinte, *(hashlib.sha256(publique(g).public_bytes_raw()).hexdigest() for g in AUTRES)]
    assert [ligne.rpartition(" ")[2] for ligne in publie.splitlines() if "SHA-256" in ligne] == empreintes
    assert [publie.count(pem_public(graine)) for graine in AUTRES] == [1, 1]
    assert publie.count("ancienne clé du portail") == 2


def test_une_ancienne_cle_remise_en_service_n_est_publiee_qu_une_fois(client, settings):
    settings.CLE_ARCHIVES = base64.b64encode(AUTRES[0]).decode()
    settings.CLE_ARCHIVES_ANCIENNES = "".join(map(pem_public, AUTRES))

    publie = client.get(reverse("preuves:cle_des_archives")).content.decode()

    assert (publie.count("BEGIN PUBLIC KEY"), publie.startswith("clé du portail, SHA-256")) == (2, True)


def test_les_anciennes_cles_restent_publiees_quand_aucune_n_est_en_service(client, settings):
    settings.CLE_ARCHIVES, settings.CLE_ARCHIVES_ANCIENNES = "", pem_public(AUTRES[0])

    assert pem_public(AUTRES[0]) in client.get(reverse("preuves:cle_des_archives")).content.decode()


@pytest.mark.parametrize("reglage", ["rien", pem(Ed25519PrivateKey.from_private_bytes(GRAINE)), "YWJj"])
def test_une_ancienne_cle_illisible_est_refusee_en_clair(settings, reglage):
    settings.CLE_ARCHIVES_ANCIENNES = reglage

    with pytest.raises(ImproperlyConfigured, match="SEGUR_CLE_ARCHIVES_ANCIENNES"):
        publiees()
