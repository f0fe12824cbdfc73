"""Numéro unique de référencement: dispositif, wave, six random letters or digits, one check character."""

import secrets

from stdnum.iso7064 import mod_37_36

from segur.noyau.dispositifs.models import Dispositif

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud without mistake
LONGUEUR = 6


def nouveau_nru(dispositif: Dispositif) -> str:
    """For example LGCV2 + six characters + check character (ISO 7064, mod 37,36)."""
    corps = f"{dispositif.prefixe_nru}V{dispositif.vague}" + "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))
    return corps + mod_37_36.calc_check_digit(corps)


def canonique(valeur: str) -> str:
    """A number as people copy it (spaces, dashes, lower case) in the form the portal keeps."""
    return "".join(lettre for lettre in valeur if lettre.isalnum()).upper()


def est_un_nru(valeur: str) -> bool:
    return bool(mod_37_36.is_valid(valeur))
