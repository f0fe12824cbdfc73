"""The operator's key of signature: strong enough, or refused before it signs anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.checks import Error

from segur.noyau.documents.signature import cle_de_signature
from segur.noyau.documents.solidite import cle_trop_faible, nature_et_taille
from segur.noyau.documents.verifications import cle_des_documents


@pytest.mark.parametrize(
    ("nature", "taille", "suffit"),
    [
        ("rsa", 2048, False),
        ("rsa", 3071, False),
        ("rsa", 3072, True),
        ("rsa", 4096, True),
        ("ec", 224, False),
        ("ec", 255, False),
        ("ec", 256, True),
        ("ec", 384, True),
        ("ed25519", 0, True),
        ("ed448", 0, True),
        ("dsa", 3072, False),
        ("inconnue", 4096, False),
    ],
)
def test_cent_vingt_huit_bits_au_moins(nature: str, taille: int, suffit: bool) -> None:
    explication = cle_trop_faible(nature=nature, taille=taille)

    assert (explication == "") is suffit
    assert suffit or ("3072 bits" in explication and "256 bits" in explication)


def test_la_nature_et_la_taille_se_lisent_dans_la_cle() -> None:
    cles: list[Any] = [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ]

    assert [nature_et_taille(en_der(cle)) for cle in cles] == [
        ("rsa", 2048),
        ("ec", 384),
        ("ed25519", 0),
    ]


def en_der(cle: Any) -> bytes:
    nue = serialization.NoEncryption()
    octets: bytes = cle.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, nue)
    return octets


def ranger(dossier: Path, cle: Any) -> str:
    """That key and its certificate, as an operator has them."""
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Portail")])
    demande = x509.CertificateBuilder(nom, nom, cle.public_key(), x509.random_serial_number())
    debut = datetime(2026, 1, 1, tzinfo=UTC)
    certificat = demande.not_valid_before(debut).not_valid_after(debut + timedelta(days=900)).sign(cle, hashes.SHA256())
    phrase = serialization.BestAvailableEncryption(b"phrase")
    chemin = dossier / "cle.p12"
    chemin.write_bytes(pkcs12.serialize_key_and_certificates(b"portail", cle, certificat, None, phrase))
    return str(chemin)


@pytest.mark.parametrize("cle", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP224R1())])
def test_une_cle_trop_faible_ne_signe_rien_et_se_dit_au_deploiement(cle: Any, settings: Any, tmp_path: Path) -> None:
    settings.SIGNATURE_P12, settings.SIGNATURE_MOT_DE_PASSE = ranger(tmp_path, cle), "phrase"

    with pytest.raises(ValueError, match="SIGNATURE_P12 : clé trop faible"):
        cle_de_signature()
    assert [(type(dite), dite.id) for dite in cle_des_documents(None)] == [(Error, "segur.E006")]


@pytest.mark.parametrize("cle", [rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP256R1())])
def test_une_cle_assez_forte_sert(cle: Any, settings: Any, tmp_path: Path) -> None:
    settings.SIGNATURE_P12, settings.SIGNATURE_MOT_DE_PASSE = ranger(tmp_path, cle), "phrase"

    assert (cle_de_signature() is not None, cle_des_documents(None)) == (True, [])


def test_une_cle_absente_ou_illisible_se_dit_au_deploiement(settings: Any, tmp_path: Path) -> None:
    assert cle_des_documents(None) == []  # none configured: a test authority, which each document says

    (tmp_path / "cle.p12").write_bytes(b"rien")
    settings.SIGNATURE_P12 = str(tmp_path / "cle.p12")
    assert [dite.id for dite in cle_des_documents(None)] == ["segur.E006"]

    settings.SIGNATURE_P12 = str(tmp_path / "absente.p12")
    assert [dite.id for dite in cle_des_documents(None)] == ["segur.E006"]
