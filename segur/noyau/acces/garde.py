"""The key under which a browser keeps what a person was typing when their session ended."""

from base64 import b64encode

from django.contrib.auth.models import AbstractBaseUser
from django.utils.crypto import salted_hmac


def cle_de_garde(personne: AbstractBaseUser) -> str:
    """256 bits of that account alone, given to its own pages: nobody else reads what the browser keeps for it."""
    return b64encode(salted_hmac("segur.noyau.acces.garde", str(personne.pk), algorithm="sha256").digest()).decode()
