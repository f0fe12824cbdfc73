"""Encryption at rest of what very few people need: identity papers, bank details.

Keys are those of `SEGUR_CLES_DONNEES`: the first one encrypts, all of them decrypt. The library is heavy and few
requests need it: it is imported where it is used.
"""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

DEMONSTRATION = "demonstration"
EXPLICATION = (
    "SEGUR_CLES_DONNEES : une ou plusieurs clés Fernet (32 octets en base64 pour URL) sont attendues, séparées par des "
    "virgules, la plus récente d’abord."
)


class DonneeIllisible(ValueError):
    """None of the keys of the settings reads it: a former key is missing, or the data is damaged."""


def cles() -> list[str]:
    """The keys, the current one first. ImproperlyConfigured without any."""
    lues = [_de_demonstration() if cle == DEMONSTRATION else cle for cle in settings.CLES_DONNEES if cle]
    if not lues:
        raise ImproperlyConfigured(EXPLICATION)
    return lues


def _de_demonstration() -> str:
    """Made from the secret key: a demonstration and the tests need no setting."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"données:{settings.SECRET_KEY}".encode()).digest()).decode()


def nom_de(cle: str) -> str:
    """How what a key has encrypted says which one it was: nothing of the key can be found from it."""
    return hashlib.sha256(f"nom:{cle}".encode()).hexdigest()[:12]


def nom_de_la_cle() -> str:
    return nom_de(cles()[0])


def _fernet(cle: str) -> "Fernet":
    from cryptography.fernet import Fernet

    try:
        return Fernet(cle)
    except ValueError as cause:
        raise ImproperlyConfigured(EXPLICATION) from cause


def chiffrer(contenu: bytes) -> bytes:
    """With the current key. The same content never gives the same bytes twice."""
    return _fernet(cles()[0]).encrypt(contenu)


def dechiffrer(chiffre: bytes) -> bytes:
    """With whichever key reads it. Raises DonneeIllisible."""
    from cryptography.fernet import InvalidToken, MultiFernet

    try:
        return MultiFernet([_fernet(cle) for cle in cles()]).decrypt(chiffre)
    except InvalidToken as cause:
        raise DonneeIllisible("Aucune des clés de SEGUR_CLES_DONNEES ne lit cette donnée.") from cause


def taille_chiffree(octets: int) -> int:
    """What so many bytes weigh once encrypted (Fernet: version, instant, IV, blocks of 16, HMAC, in base64)."""
    brute = 1 + 8 + 16 + 16 * (octets // 16 + 1) + 32
    return 4 * -(-brute // 3)


def chiffrer_texte(texte: str) -> str:
    return chiffrer(texte.encode()).decode("ascii")


def dechiffrer_texte(chiffre: str) -> str:
    return dechiffrer(chiffre.encode("ascii")).decode()


def empreinte_secrete(texte: str, cle: str = "") -> str:
    """HMAC-SHA256 under a key (the current one): equal values are recognised, and none is guessed without it."""
    secret = hashlib.sha256(f"empreinte:{cle or cles()[0]}".encode()).digest()
    return hmac.new(secret, texte.encode(), hashlib.sha256).hexdigest()


def empreintes_secretes(texte: str) -> list[str]:
    """The same under each key: what a former one has marked is found before the rotation reaches it."""
    return [empreinte_secrete(texte, cle) for cle in cles()]
