"""Formats of the identifiers a vendor types. Errors say what was found and what was expected."""

import re

import phonenumbers
from django.core.exceptions import ValidationError

from segur.noyau.comptes.validateurs import valider_siret

__all__ = ["valider_numero_cnda", "valider_siret", "valider_telephone"]
NUMERO_CNDA = re.compile(r"[0-9]{9}")


def valider_telephone(valeur: str) -> None:
    try:
        numero = phonenumbers.parse(valeur, "FR")
    except phonenumbers.NumberParseException:
        numero = None
    if numero is None or not phonenumbers.is_valid_number(numero):
        raise ValidationError(f"« {valeur} » n’est pas un numéro de téléphone. Exemple : 06 12 34 56 78.")


def valider_numero_cnda(valeur: str) -> None:
    """NIE and NIL as the examples show them (E2-10): nine digits."""
    if not NUMERO_CNDA.fullmatch(valeur):
        raise ValidationError(f"« {valeur} » : 9 chiffres sont attendus. Exemple : 123456789.")
