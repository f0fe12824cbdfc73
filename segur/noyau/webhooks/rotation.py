"""Encrypting again, with the current key, the secrets that a former one has encrypted."""

from django.db import transaction as db

from segur.noyau.documents.chiffrement import chiffrer_texte, dechiffrer_texte
from segur.noyau.webhooks.models import Webhook


def rechiffrer_les_secrets() -> int:
    """All of them: they are few, and nothing says which key each one was encrypted with. Returns how many."""
    return sum(_rechiffrer(pk) for pk in list(Webhook.objects.en_service().values_list("pk", flat=True)))


@db.atomic
def _rechiffrer(pk: int) -> int:
    webhook = Webhook.objects.select_for_update().get(pk=pk)
    chiffres = {nom: getattr(webhook, nom) for nom in ("secret", "secret_ancien")}
    remplis = {nom: chiffre for nom, chiffre in chiffres.items() if chiffre}
    for nom, chiffre in remplis.items():
        setattr(webhook, nom, chiffrer_texte(dechiffrer_texte(chiffre)))
    webhook.save(update_fields=list(chiffres))
    return len(remplis)
