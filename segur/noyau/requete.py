"""What our middlewares add to a request."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from segur.noyau.comptes.models import Acteur, Utilisateur


class Requete(HttpRequest):
    """A request as views receive it: who acts, for whom, and when it was received. A type, never instantiated."""

    acteur: Acteur
    recu_le: datetime
    premier_recu_le: datetime | None
    htmx: HtmxDetails
    user: Utilisateur


def sans_nul(texte: str) -> str:
    """What is read of a request without a form: nobody types this character, and PostgreSQL refuses it in a text."""
    return texte.replace("\x00", "")
