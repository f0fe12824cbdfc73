"""Names of files as the ASP takes them (ASP-10): 50 characters at most, neither accents nor special characters."""

import re
import unicodedata

from segur.noyau.dispositifs.zones import ZONES

NOM_AU_PLUS = ZONES["modele_asp"].nom_au_plus
ADMIS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z]+")


def nom_admis(nom: str) -> bool:
    return len(nom) <= NOM_AU_PLUS and ADMIS.fullmatch(nom) is not None


def nom_conforme(nom: str, defaut: str = "piece") -> str:
    """The nearest name that the ASP takes; itself when it is one already."""
    if nom_admis(nom):
        return nom
    racine, _, extension = nom.rpartition(".")
    sans_accents = unicodedata.normalize("NFKD", racine).encode("ascii", "ignore").decode()
    propre = re.sub(r"[^A-Za-z0-9-]+", "_", sans_accents).strip("_-") or defaut
    suffixe = "." + re.sub(r"[^a-z]", "", extension.lower())
    return propre[: NOM_AU_PLUS - len(suffixe)].rstrip("_-") + suffixe
