"""When two names mean the same dispositif, the same scenario or the same chapter."""

import re
import unicodedata

DUI, LGC, DPI = "DUI", "LGC", "DPI"
FAMILLES = frozenset({DUI, LGC, DPI, "PFI", "RIS", "DB"})
AUTRES_NOMS = {"MS1": DUI, "MS2": DUI, "DRIMBOX": "DB"}
# Titles of the components form (E2-23) that the deposit screen words otherwise (E3-07). A reading of ours.
TITRES_VOISINS = {
    "Gestion, production et partage des documents de santé": "Gestion et partage des documents de santé",
    "Identification électronique & ProSanté Connect": "Pro Santé Connect",
    "Production d’indicateurs": "Reporting",
}
_PREFIXE = re.compile(r"^(?:SC|CH|[A-Z]{3})\.(?=[A-Z])")


def famille(dispositif: str) -> str:
    """« DUI » of MS-DUI-Va2, « DUI vague 1 » or MS1 (HE-03); empty when not recognised, or when several are."""
    mots = re.split(r"[^A-Z0-9]+", dispositif.upper())
    trouvees = {AUTRES_NOMS.get(mot, mot) for mot in mots} & FAMILLES
    return trouvees.pop() if len(trouvees) == 1 else ""


def sans_prefixe(identifiant: str) -> str:
    """The reference without its project prefix (B-REM-04): « SC. », « CH. » or three letters, before a section.

    « LGC.DMP/UX.10 » and « SC.DMP/UX.10 » are one scenario; « PSC.01 » keeps its section, « MS. » is no such prefix.
    """
    return _PREFIXE.sub("", identifiant.strip(), count=1)


def comparable(titre: str) -> str:
    """A chapter's title without case, accents nor punctuation, in the words of the deposit screen."""
    return _nu(_VOISINS.get(_nu(titre), titre))


def _nu(titre: str) -> str:
    decompose = unicodedata.normalize("NFKD", titre.casefold())
    lettres = "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
    return " ".join(re.findall(r"[a-z0-9]+", lettres))


_VOISINS = {_nu(formulaire): ecran for formulaire, ecran in TITRES_VOISINS.items()}
