"""Reports of the interoperability test platform, chosen instead of typed (E3-19, SYS-06).

The platform's way of listing them is not published (B-GZ-03): what is assumed here is in docs/decisions/0025.
"""

from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from pydantic import BaseModel, TypeAdapter, ValidationError

CHEMIN = "/rest/rapports"
DELAI_EN_SECONDES = 5
OCTETS_AU_PLUS = 1_000_000


class _SansRedirection(HTTPRedirectHandler):
    """The key goes to the address of the settings and to no other."""

    def redirect_request(self, *args: Any) -> None:
        return None


OUVREUR = build_opener(_SansRedirection)


class Rapport(BaseModel):
    """One report: its permanent link, what it tested, when, and whether the test passed (None: not told)."""

    titre: str
    adresse: str
    le: datetime
    reussi: bool | None = None


LISTE = TypeAdapter(list[Rapport])


class PlateformeIndisponible(Exception):
    """The platform does not answer, or answers something else than reports."""


def est_raccordee() -> bool:
    return bool(settings.GAZELLE_URL)


def rapports(organisation: str) -> list[Rapport]:
    """The firm's reports, newest first. Raises PlateformeIndisponible. A link that leads elsewhere is left out."""
    adresse = f"{settings.GAZELLE_URL}{CHEMIN}?{urlencode({'organisation': organisation})}"
    demande = Request(adresse, headers={"Authorization": f"GazelleAPIKey {settings.GAZELLE_CLE}"})  # noqa: S310
    try:
        with OUVREUR.open(demande, timeout=DELAI_EN_SECONDES) as reponse:
            lus = LISTE.validate_json(reponse.read(OCTETS_AU_PLUS))
    except (URLError, HTTPException, OSError, ValueError, ValidationError) as cause:
        raise PlateformeIndisponible from cause
    return sorted((r for r in lus if adresse_sure(r.adresse)), key=lambda rapport: rapport.le, reverse=True)


def adresse_sure(adresse: str) -> bool:
    """Whether the link leads to the platform itself: same scheme, same host, under its path."""
    try:
        lien, base = urlsplit(adresse), urlsplit(settings.GAZELLE_URL)
    except ValueError:
        return False
    sous_la_base = lien.path.startswith(f"{base.path.rstrip('/')}/")
    return (lien.scheme, lien.netloc) == (base.scheme, base.netloc) and sous_la_base and ".." not in lien.path
