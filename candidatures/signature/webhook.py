"""What Yousign sends (B-YS-03, B-YS-04): believed when it is signed, and then only as a sign that something changed."""

import hmac
from typing import Annotated

from django.conf import settings
from django.db.models import Q
from pydantic import BaseModel, StringConstraints

from candidatures.models import DemandeDeSignature

OCTETS_AU_PLUS = 256 * 1024
Texte = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,100}$")]


class DemandeCitee(BaseModel):
    id: str
    external_id: str | None = None


class Donnees(BaseModel):
    signature_request: DemandeCitee | None = None


class Evenement(BaseModel):
    event_id: Texte
    event_name: Texte
    sandbox: bool
    data: Donnees

    def demande(self) -> DemandeDeSignature | None:
        """Ours, by its reference or, while the portal does not know it yet, by its key; None for anybody else's."""
        citee = self.data.signature_request
        if citee is None:
            return None
        return DemandeDeSignature.objects.filter(Q(reference=citee.id) | Q(cle=citee.external_id)).first()


def est_authentique(corps: bytes, entete: str) -> bool:
    """S1: HMAC-SHA256 of the raw body with our secret, compared in constant time."""
    attendue = hmac.new(settings.YOUSIGN_SECRET_WEBHOOK.encode(), corps, "sha256").hexdigest()
    return hmac.compare_digest(f"sha256={attendue}".encode(), entete.encode())
