"""TLS: the certificate is that of the name asked, although the connection goes to an address."""

import datetime
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from segur.noyau.webhooks.transport import poster
from tests.noyau.webhooks.exemples import Recepteur

NOM = "hooks.example"


@pytest.fixture
def certificat(tmp_path: Path) -> Path:
    """A certificate of that name and its key, in one file; it is its own authority."""
    cle, nom = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, NOM)])
    debut = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    demande = x509.CertificateBuilder().subject_name(nom).issuer_name(nom).public_key(cle.public_key())
    demande = demande.serial_number(x509.random_serial_number()).not_valid_before(debut)
    demande = demande.not_valid_after(debut + datetime.timedelta(days=2))
    demande = demande.add_extension(x509.SubjectAlternativeName([x509.DNSName(NOM)]), critical=False)
    demande = demande.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem = demande.sign(cle, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    formats = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    fichier = tmp_path / "certificat.pem"
    fichier.write_bytes(pem + cle.private_bytes(*formats))
    return fichier


@pytest.fixture
def chiffre(recepteur: Recepteur, certificat: Path, monkeypatch: pytest.MonkeyPatch) -> Recepteur:
    """Every name leads to the receiver, which speaks TLS."""
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexte.load_cert_chain(certificat)
    recepteur.serveur.socket = contexte.wrap_socket(recepteur.serveur.socket, server_side=True)
    ici = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", recepteur.serveur.server_address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *rangs, **options: ici)
    return recepteur


@pytest.mark.parametrize(
    ("hote", "connu", "acceptee"), [(NOM, True, True), ("autre.example", True, False), (NOM, False, False)]
)
def test_seul_un_certificat_du_nom_demande_est_admis(
    chiffre: Recepteur, certificat: Path, monkeypatch: pytest.MonkeyPatch, hote: str, connu: bool, acceptee: bool
) -> None:
    if connu:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificat))
    port: Any = chiffre.serveur.server_address[1]

    issue = poster(f"https://{hote}:{port}/", b"{}", {"Content-Type": "application/json"})

    assert (issue.acceptee, len(chiffre.recus)) == (acceptee, int(acceptee))
    assert issue.cause.startswith("" if acceptee else "Le certificat ou le chiffrement du récepteur est refusé")
