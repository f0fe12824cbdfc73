"""A time stamp authority of the tests, served over real HTTP on the loopback; it fails as it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

INSTANT = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Autorite:
    """`panne`: « statut », « refus », « longue », « autre type » or none. `demandes`: how many came."""

    def __init__(self, racine: Path) -> None:
        cle = rsa.generate_private_key(65537, 2048)
        certificat = _certifier(cle)
        racine.write_bytes(certificat.public_bytes(Encoding.PEM))
        self.racine, self.panne, self.demandes, self.url = racine, "", 0, ""
        privee = cle.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.horodateur = DummyTimeStamper(
            asn1.Certificate.load(certificat.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(privee),
            fixed_dt=INSTANT,
        )

    def repondre(self, corps: bytes) -> tuple[int, str, bytes]:
        self.demandes += 1
        if self.panne == "statut":
            return 503, "text/plain", b"en panne"
        if self.panne == "longue":
            return 200, "application/timestamp-reply", b"x" * 200_000
        if self.panne == "autre type":
            return 200, "text/html", b"<html>"
        if self.panne == "illisible":
            return 200, "application/timestamp-reply", b"pas un horodatage"
        reponse = self.horodateur.request_tsa_response(tsp.TimeStampReq.load(corps))
        if self.panne == "refus":
            reponse = tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": "rejection"})})
        return 200, "application/timestamp-reply", reponse.dump()


def _certifier(cle: rsa.RSAPrivateKey) -> x509.Certificate:
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Horodatage de TEST")])
    return (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(INSTANT - timedelta(days=3650))
        .not_valid_after(INSTANT + timedelta(days=3650))
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(cle, hashes.SHA256())
    )


@contextmanager
def servir(autorite: Autorite) -> Iterator[None]:
    class Guichet(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            statut, nature, contenu = autorite.repondre(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(statut)
            self.send_header("Content-Type", nature)
            self.send_header("Content-Length", str(len(contenu)))
            self.end_headers()
            self.wfile.write(contenu)

        def log_message(self, *args: Any) -> None:
            return None

    serveur = HTTPServer(("127.0.0.1", 0), Guichet)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    autorite.url = f"http://127.0.0.1:{serveur.server_port}/tsa"
    try:
        yield
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
