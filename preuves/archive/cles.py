"""The key that signs archives: the operator's, or one that a demonstration makes and labels as such."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:  # a heavy library that few requests need: imported where it is used
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DEMONSTRATION = "demonstration"
ANCIENNE = "ancienne clé du portail"
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----", re.DOTALL)
LIBELLES = {True: "clé de démonstration", False: "clé du portail"}


@dataclass(frozen=True)
class ClePublique:
    publique: "Ed25519PublicKey"
    libelle: str

    @property
    def publique_pem(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self.publique.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def empreinte(self) -> str:
        """SHA-256 of the 32 bytes of the public key."""
        return hashlib.sha256(self.publique.public_bytes_raw()).hexdigest()

    def publier(self) -> bytes:
        """What it is and its fingerprint, then itself: what stands outside of the PEM is for people."""
        return f"{self.libelle}, SHA-256 {self.empreinte}\n".encode() + self.publique_pem


@dataclass(frozen=True)
class Cle(ClePublique):
    privee: "Ed25519PrivateKey"


def cle() -> Cle:
    """The key of the settings. ImproperlyConfigured when there is none, or when it is not an Ed25519 key."""
    reglage = settings.CLE_ARCHIVES.strip()
    try:
        privee = _lire(reglage)
        return Cle(privee.public_key(), LIBELLES[reglage == DEMONSTRATION], privee)
    except (ValueError, TypeError, binascii.Error) as cause:
        raise ImproperlyConfigured(
            "SEGUR_CLE_ARCHIVES : une clé privée Ed25519 est attendue, en PEM ou 32 octets en base64."
        ) from cause


def anciennes() -> list[ClePublique]:
    """Those that signed archives before, the order of the settings kept. ImproperlyConfigured when one is none."""
    reglage = settings.CLE_ARCHIVES_ANCIENNES.strip()
    ecrites = PEM.findall(reglage) if "-----BEGIN" in reglage else [cle for cle in reglage.split(",") if cle.strip()]
    try:
        return [ClePublique(_lire_publique(ecrite.strip()), ANCIENNE) for ecrite in ecrites]
    except (ValueError, TypeError, binascii.Error) as cause:
        raise ImproperlyConfigured(
            "SEGUR_CLE_ARCHIVES_ANCIENNES : des clés publiques Ed25519 sont attendues, en PEM l’une après l’autre, ou "
            "32 octets en base64 chacune, séparées par des virgules."
        ) from cause


def publiees() -> list[ClePublique]:
    """All that anyone needs to verify the archives ever made: the present key first, each once."""
    toutes = [*([cle()] if settings.CLE_ARCHIVES else []), *anciennes()]
    return list({connue.empreinte: connue for connue in reversed(toutes)}.values())[::-1]


def _lire_publique(ecrite: str) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if not ecrite.startswith("-----BEGIN"):
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(ecrite, validate=True))
    publique = load_pem_public_key(ecrite.encode())
    if not isinstance(publique, Ed25519PublicKey):
        raise TypeError(type(publique).__name__)
    return publique


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
