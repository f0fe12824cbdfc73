"""Numéro unique de référencement: dispositif, wave, six random letters or digits, one check character."""

from candidatures.codes import au_hasard, avec_controle, est_bien_copie
from segur.noyau.dispositifs.models import Dispositif

LONGUEUR = 6


def nouveau_nru(dispositif: Dispositif) -> str:
    """For example LGCV2 + six characters + check character."""
    return avec_controle(f"{dispositif.prefixe_nru}V{dispositif.vague}{au_hasard(LONGUEUR)}")


def canonique(valeur: str) -> str:
    """A number as people copy it (spaces, dashes, lower case) in the form the portal keeps."""
    return "".join(lettre for lettre in valeur if lettre.isalnum()).upper()


def est_un_nru(valeur: str) -> bool:
    return est_bien_copie(valeur)
