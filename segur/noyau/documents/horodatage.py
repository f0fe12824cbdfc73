"""Asking a time stamp authority (RFC 3161) over HTTP: bounded in time and size, never redirected.

Imported by who signs, in the workers: the library is heavy.
"""

from asyncio import to_thread
from functools import lru_cache
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper

from segur.noyau.documents.signature import HorodatageIndisponible

DELAI_EN_SECONDES = 10
OCTETS_AU_PLUS = 100_000
TYPE = "application/timestamp-"


class _SansRedirection(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


OUVREUR = build_opener(_SansRedirection)


class Horodateur(TimeStamper):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await to_thread(self._demander, req.dump())

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except HorodatageIndisponible:
            raise
        except Exception as cause:  # any library error on what the authority answered
            raise HorodatageIndisponible(f"{self.url} : {cause}") from cause

    def _demander(self, corps: bytes) -> tsp.TimeStampResp:
        entetes = {"Content-Type": f"{TYPE}query", "Accept": f"{TYPE}reply"}
        demande = Request(self.url, corps, entetes, method="POST")  # noqa: S310  (address of the settings)
        try:
            with OUVREUR.open(demande, timeout=DELAI_EN_SECONDES) as reponse:
                lus = reponse.read(OCTETS_AU_PLUS + 1)
                if len(lus) > OCTETS_AU_PLUS or reponse.headers.get_content_type() != f"{TYPE}reply":
                    raise ValueError("la réponse n’est pas un horodatage")
        except (URLError, HTTPException, OSError, ValueError) as cause:
            raise HorodatageIndisponible(f"{self.url} : {cause}") from cause
        return tsp.TimeStampResp.load(lus)


@lru_cache(maxsize=1)
def horodateur(url: str) -> Horodateur:
    """One per process: what it learns of the size of a time stamp is asked once."""
    return Horodateur(url)
