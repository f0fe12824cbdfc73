import hashlib
import hmac
import time

TOLERANCE = 300  # secondes


def verifier(corps: bytes, signature: str, secret: str) -> bool:
    """Vrai si le portail a signé ces octets avec ce secret, il y a peu."""
    parties = [partie.split("=", 1) for partie in signature.split(",") if "=" in partie]
    instants = [valeur for nom, valeur in parties if nom == "t" and valeur.isdecimal()]
    if len(instants) != 1 or abs(time.time() - int(instants[0])) > TOLERANCE:
        return False
    attendue = hmac.new(secret.encode(), instants[0].encode() + b"." + corps, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(attendue.encode(), v.encode()) for nom, v in parties if nom == "v1")
