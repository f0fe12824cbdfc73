"""Formats of bank details. Errors say what was found and what was expected."""

import tomllib
from pathlib import Path

from django.core.exceptions import ValidationError
from stdnum import bic, iban
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as Invalide

PAYS_SEPA: frozenset[str] = frozenset(
    tomllib.loads((Path(__file__).parent / "donnees" / "sepa.toml").read_text(encoding="utf-8"))["pays"]
)


def valider_iban(valeur: str) -> None:
    """Country, length, structure and key. The value itself is never repeated: it would end in a log."""
    try:
        iban.validate(valeur)
    except InvalidChecksum:
        raise ValidationError("La clé de cet IBAN n’est pas juste : un caractère a été mal recopié.") from None
    except Invalide:
        raise ValidationError("Ce n’est pas un IBAN. Exemple : FR76 3000 6000 0112 3456 7890 189.") from None


def valider_bic(valeur: str) -> None:
    try:
        bic.validate(valeur)
    except Invalide:
        raise ValidationError(f"« {valeur} » n’est pas un BIC : 8 ou 11 caractères. Exemple : BNPAFRPP.") from None
