"""Encrypting again, with the current key, the secrets of second factors."""

from allauth.mfa.models import Authenticator
from django.db import transaction as db

from segur.noyau.documents.chiffrement import chiffrer_texte, dechiffrer_texte

SECRETS = ("secret", "seed")
"""Of a code generator, of recovery codes. A security key leaves nothing secret here."""


def rechiffrer_les_facteurs() -> int:
    """Returns how many. Nothing says which key encrypted one: they are all done again."""
    porteurs = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return sum(_rechiffrer(pk) for pk in porteurs.values_list("pk", flat=True))


def _rechiffrer(pk: int) -> int:
    with db.atomic():
        facteur = Authenticator.objects.select_for_update().get(pk=pk)
        secrets = {nom: facteur.data[nom] for nom in SECRETS if nom in facteur.data}
        facteur.data |= {nom: chiffrer_texte(dechiffrer_texte(chiffre)) for nom, chiffre in secrets.items()}
        facteur.save(update_fields=["data"])
    return 1
