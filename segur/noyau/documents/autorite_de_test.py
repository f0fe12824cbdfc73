"""A local authority and its key, so that the portal signs without any certificate bought. Worth nothing outside."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey as PrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey as PublicKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

NOM_DE_LA_RACINE = "Portail Ségur — autorité de TEST, sans valeur"
NOM_DU_SIGNATAIRE = "Portail Ségur — signature de TEST, sans valeur"
VALIDITE = timedelta(days=3650)
AUTRES_USAGES = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")


def autorite_de_test(dossier: Path) -> tuple[Path, str, Path]:
    """Key (PKCS#12), its password and root (PEM), made once in that folder, whoever asks first."""
    p12, racines, phrase = dossier / "cle.p12", dossier / "racine.pem", dossier / "mot-de-passe"
    if not p12.exists():
        dossier.parent.mkdir(parents=True, exist_ok=True)
        provisoire = dossier.with_name(f"{dossier.name}.{os.getpid()}.{secrets.token_hex(4)}")
        provisoire.mkdir(mode=0o700)
        _fabriquer(provisoire)
        try:
            provisoire.rename(dossier)
        except OSError:  # another process was first: its key serves
            for fichier in provisoire.iterdir():
                fichier.unlink()
            provisoire.rmdir()
    return p12, phrase.read_text(), racines


def _fabriquer(dossier: Path) -> None:
    cle_racine, cle = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    racine = _certifier(NOM_DE_LA_RACINE, cle_racine.public_key(), NOM_DE_LA_RACINE, cle_racine, autorite=True)
    certificat = _certifier(NOM_DU_SIGNATAIRE, cle.public_key(), NOM_DE_LA_RACINE, cle_racine, autorite=False)
    phrase = secrets.token_hex(16)
    chiffre = BestAvailableEncryption(phrase.encode())
    (dossier / "racine.pem").write_bytes(racine.public_bytes(Encoding.PEM))
    (dossier / "mot-de-passe").write_text(phrase)
    (dossier / "cle.p12").write_bytes(serialize_key_and_certificates(b"portail", cle, certificat, [racine], chiffre))


def _certifier(nom: str, cle: PublicKey, emetteur: str, sa_cle: PrivateKey, *, autorite: bool) -> x509.Certificate:
    def nomme(texte: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, texte)])

    usages = x509.KeyUsage(
        digital_signature=not autorite,
        content_commitment=not autorite,
        key_cert_sign=autorite,
        crl_sign=autorite,
        **dict.fromkeys(AUTRES_USAGES, False),
    )
    return (
        x509.CertificateBuilder()
        .subject_name(nomme(nom))
        .issuer_name(nomme(emetteur))
        .public_key(cle)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + VALIDITE)
        .add_extension(x509.BasicConstraints(ca=autorite, path_length=None), critical=True)
        .add_extension(usages, critical=True)
        .sign(sa_cle, hashes.SHA256())
    )
