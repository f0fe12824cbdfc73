"""Formats of the identifiers of a firm. Errors say what was found and what was expected."""

import re

from django.core.exceptions import ValidationError
from stdnum.exceptions import ValidationError as IdentifiantInvalide
from stdnum.fr import siren, siret

NIE = re.compile(r"\d{9}", re.ASCII)


def valider_siren(valeur: str) -> None:
    try:
        siren.validate(valeur)
    except IdentifiantInvalide:
        raise ValidationError(
            f"« {valeur} » n’est pas un numéro SIREN : 9 chiffres sont attendus, clé comprise. Exemple : 732829320."
        ) from None


def valider_siret(valeur: str) -> None:
    try:
        siret.validate(valeur)
    except IdentifiantInvalide:
        raise ValidationError(
            f"« {valeur} » n’est pas un numéro SIRET : 14 chiffres sont attendus (SIREN suivi du NIC), clé comprise."
        ) from None


def valider_nie(valeur: str) -> None:
    """The NIE as the guide shows it (E2-10): nine digits, delivered by the CNDA."""
    if not NIE.fullmatch(valeur):
        raise ValidationError(f"« {valeur} » n’est pas un NIE : 9 chiffres sont attendus. Exemple : 212121212.")
