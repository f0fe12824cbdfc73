"""RPPS and FINESS numbers: the form in which they are stored, and what is wrong with one. Pure.

python-stdnum knows neither of them (2.2 holds NIF, NIR, SIREN, SIRET, TVA for France); it gives the Luhn key.
"""

import re
from functools import lru_cache

from stdnum import luhn

CHIFFRES_RPPS = 11
CARACTERES_FINESS = 9
PREFIXE_RPPS = "8"  # identification nationale: 8 + RPPS, 0 + ADELI, 3 + FINESS, 4 SIREN, 5 SIRET (B-ANN-04)
_SEPARATEURS = re.compile(r"[\s.\-\u2010\u2011\u00a0\u202f]+")
# Départements 01 to 95, Corsica (2A and 2B, never 20), overseas 97x and 98x.
_FINESS = re.compile(r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-57-8])[0-9]{7}", re.ASCII)
_CORSE = str.maketrans({"A": "1", "B": "2"})


def canonique(saisie: str) -> str:
    """Without spaces, dots nor dashes, in capitals: what is stored and compared."""
    return _SEPARATEURS.sub("", saisie).upper()


def defaut_rpps(numero: str) -> str:
    """What is wrong with a canonical RPPS, in French; empty when nothing is."""
    if not (numero.isascii() and numero.isdecimal()):
        return "Un numéro RPPS ne contient que des chiffres."
    if len(numero) != CHIFFRES_RPPS:
        return f"Un numéro RPPS a {CHIFFRES_RPPS} chiffres, celui-ci en a {len(numero)}."
    return "" if _cle_juste(numero) else "La clé du numéro RPPS est fausse : un chiffre est sans doute mal recopié."


def defaut_finess(numero: str) -> str:
    """What is wrong with a canonical FINESS, in French; empty when nothing is.

    The key is Luhn's; the letter of Corsica counts for its rank (2A → 21, 2B → 22).
    """
    if len(numero) != CARACTERES_FINESS:
        return f"Un numéro FINESS a {CARACTERES_FINESS} caractères, celui-ci en a {len(numero)}."
    if not _FINESS.fullmatch(numero):
        return "Un numéro FINESS commence par son département (01 à 95, 2A, 2B, 97, 98), suivi de 7 chiffres."
    if not _cle_juste(numero.translate(_CORSE)):
        return "La clé du numéro FINESS est fausse : un chiffre est sans doute mal recopié."
    return ""


def departement_du_finess(numero: str) -> str:
    """« 75 », « 2A », « 974 »: the département where the number was given.

    Overseas, 9701 to 9706 stand for 971 to 976, and 9805, the former code of Mayotte, for 976. No source of ours
    publishes it: read off the numbers of known hospitals. Elsewhere overseas, the first two digits alone.
    """
    if numero.startswith("9805"):
        return "976"
    return f"97{numero[3]}" if numero.startswith("970") and numero[3] in "123456" else numero[:2]


def avec_cle(debut: str) -> str:
    """The number whose key is missing: ten digits of an RPPS, or eight characters of a FINESS."""
    return debut + str(luhn.calc_check_digit(debut.translate(_CORSE)))


@lru_cache(maxsize=4096)
def _cle_juste(chiffres: str) -> bool:
    return bool(luhn.is_valid(chiffres))
