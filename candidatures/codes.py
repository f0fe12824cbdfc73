"""Codes that people copy by hand: random characters that are not mistaken for one another, then a check character."""

import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud without mistake
LONGUEUR_DU_CODE = 9


def au_hasard(longueur: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))


def avec_controle(corps: str) -> str:
    """The same, followed by its check character (ISO 7064, mod 37,36)."""
    return corps + str(mod_37_36.calc_check_digit(corps))


def est_bien_copie(valeur: str) -> bool:
    """Whether the check character is the one that the others give."""
    return bool(mod_37_36.is_valid(valeur))


def nouveau_code() -> str:
    """What identifies one official document."""
    return avec_controle(au_hasard(LONGUEUR_DU_CODE))
