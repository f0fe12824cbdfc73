"""The key that signs archives: the operator's, or one that a demonstration makes and labels as such."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:  # a heavy library that few requests need: imported where it is used
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DEMONSTRATION = "demonstration"
LIBELLES = {True: "clé de démonstration", False: "clé du portail"}


@dataclass(frozen=True)
class Cle:
    privee: "Ed25519PrivateKey"
    libelle: str

    @property
    def publique_pem(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self.privee.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def empreinte(self) -> str:
        """SHA-256 of the 32 bytes of the public key."""
        return hashlib.sha256(self.privee.public_key().public_bytes_raw()).hexdigest()


def cle() -> Cle:
    """The key of the settings. ImproperlyConfigured when there is none, or when it is not an Ed25519 key."""
    reglage = settings.CLE_ARCHIVES.strip()
    try:
        return Cle(_lire(reglage), LIBELLES[reglage == DEMONSTRATION])
    except (ValueError, TypeError, binascii.Error) as cause:
        raise ImproperlyConfigured(
            "SEGUR_CLE_ARCHIVES : une clé privée Ed25519 est attendue, en PEM ou 32 octets en base64."
        ) from cause


def _lire(reglage: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if reglage == DEMONSTRATION:
        return Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(f"{LIBELLES[True]}:{settings.SECRET_KEY}".encode()).digest()
        )
    if reglage.startswith("-----BEGIN"):
        privee = load_pem_private_key(reglage.encode(), password=None)
        if not isinstance(privee, Ed25519PrivateKey):
            raise TypeError(type(privee).__name__)
        return privee
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(reglage, validate=True))
