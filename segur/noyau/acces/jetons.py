"""What an identity provider signs: read only once its signature, its issuer and its audience are verified."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Of a pair of keys, always: a shared secret, or no signature at all, proves nothing here."""
DERIVE = 10
"""Seconds that two clocks may differ by."""
DU_JETON_D_IDENTITE = ["iss", "aud", "sub", "exp", "iat"]
DE_L_USERINFO = ["iss", "aud", "sub"]


def lire_un_jeton(jeton: str, *, cles: dict[str, Any], emetteur: str, client: str, exiges: list[str]) -> dict[str, Any]:
    """The claims. Raises OAuth2Error on anything that is not what this provider signed for this client."""
    try:
        cle = _cle(cles, jwt.get_unverified_header(jeton))
        options: Any = {"require": exiges}
        lu: dict[str, Any] = jwt.decode(
            jeton, cle, algorithms=ALGORITHMES, audience=client, issuer=emetteur, leeway=DERIVE, options=options
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as cause:
        raise OAuth2Error("jeton non recevable") from cause
    if isinstance(lu["aud"], list) and len(lu["aud"]) > 1 and lu.get("azp") != client:
        raise OAuth2Error("jeton émis pour un autre client")
    return lu


def _cle(cles: dict[str, Any], entete: dict[str, Any]) -> jwt.PyJWK:
    """The one that the token names; without a name, the only one there is."""
    signent = [cle for cle in cles["keys"] if cle.get("use", "sig") == "sig"]
    if "kid" in entete:
        signent = [cle for cle in signent if cle.get("kid") == entete["kid"]]
    if len(signent) != 1:
        raise ValueError("clé de signature inconnue")
    return jwt.PyJWK(signent[0])
