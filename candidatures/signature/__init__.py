"""How the convention is signed: by deposit (the default), or electronically with the provider of the settings."""

from django.conf import settings

from candidatures.signature.depot import Depot
from candidatures.signature.interface import Fournisseur
from candidatures.signature.yousign import Yousign


def est_raccordee() -> bool:
    """Whether an electronic signature is offered. Never without the secret that tells a true webhook."""
    return bool(settings.YOUSIGN_URL and settings.YOUSIGN_CLE and settings.YOUSIGN_SECRET_WEBHOOK)


def fournisseur() -> Fournisseur:
    return Yousign(settings.YOUSIGN_URL, settings.YOUSIGN_CLE) if est_raccordee() else Depot()
