"""Encrypting again, with the current key, the IBANs that a former one has encrypted."""

from django.db import transaction as db

from financement.models import CoordonneesBancaires
from segur.noyau.documents.chiffrement import chiffrer_texte, empreinte_secrete, nom_de_la_cle


def rechiffrer_les_coordonnees() -> int:
    """Returns how many. The mark that recognises equal IBANs follows the key."""
    anciennes = CoordonneesBancaires.objects.exclude(cle=nom_de_la_cle()).order_by("pk")
    return sum(_rechiffrer(pk) for pk in anciennes.values_list("pk", flat=True))


def _rechiffrer(pk: int) -> bool:
    with db.atomic():
        coordonnees = CoordonneesBancaires.objects.select_for_update().get(pk=pk)
        if coordonnees.cle == nom_de_la_cle():
            return False
        iban = coordonnees.iban()
        coordonnees.iban_chiffre, coordonnees.iban_empreinte = chiffrer_texte(iban), empreinte_secrete(iban)
        coordonnees.cle = nom_de_la_cle()
        coordonnees.save(update_fields=["iban_chiffre", "iban_empreinte", "cle"])
    return True
