"""Whether the key that signs official documents has at least 128 bits of strength."""

from typing import Any

MODULE_MINIMAL = 3072
COURBE_MINIMALE = 256
EDWARDS = frozenset({"ed25519", "ed448"})


def cle_trop_faible(*, nature: str, taille: int) -> str:
    """What is to be told of a key of that kind and size, in bits; empty when it is strong enough."""
    suffit = {"rsa": taille >= MODULE_MINIMAL, "ec": taille >= COURBE_MINIMALE}
    if nature in EDWARDS or suffit.get(nature, False):
        return ""
    return (
        f"SIGNATURE_P12 : clé trop faible ({nature.upper()}, {taille} bits). Il faut une clé RSA de {MODULE_MINIMAL} "
        f"bits ou plus, ou une courbe elliptique de {COURBE_MINIMALE} bits ou plus."
    )


def nature_et_taille(cle_privee: bytes) -> tuple[str, int]:
    """Of a private key in DER (PKCS#8): its kind as standards name it, and its size in bits when it has several."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    cle: Any = load_der_private_key(cle_privee, password=None)
    if isinstance(cle, EllipticCurvePrivateKey):
        return "ec", cle.key_size
    return type(cle).__name__.lower().strip("_").removesuffix("privatekey"), getattr(cle, "key_size", 0)
