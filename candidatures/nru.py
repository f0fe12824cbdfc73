"""Numéro unique de référencement: dispositif, wave, six random letters or digits, one check character."""

from candidatures.codes import au_hasard, avec_controle, est_bien_copie
from segur.noyau.dispositifs.models import Dispositif

LONGUEUR = 6


def nouveau_nru(dispositif: Dispositif) -> str:
    """For example LGCV2 + six characters + check character."""
    return avec_controle(f"{dispositif.prefixe_nru}V{dispositif.vague}{au_hasard(LONGUEUR)}")


def est_un_nru(valeur: str) -> bool:
    return est_bien_copie(valeur)
