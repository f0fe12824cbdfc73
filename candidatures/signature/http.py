"""Calls to a provider: bounded in time and size, never redirected, and one error for all that goes wrong."""

from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

from candidatures.signature.interface import FournisseurIndisponible, Introuvable

DELAI_EN_SECONDES = 10


class _SansRedirection(HTTPRedirectHandler):
    """The key goes to the address of the settings and to no other."""

    def redirect_request(self, *args: Any) -> None:
        return None


OUVREUR = build_opener(_SansRedirection)


@dataclass(frozen=True, slots=True)
class Corps:
    octets: bytes
    type_mime: str


def appeler(methode: str, adresse: str, cle: str, *, corps: Corps | None = None, octets_au_plus: int) -> bytes:
    """The whole body of a successful answer. Raises FournisseurIndisponible; Introuvable when the answer is a 404."""
    entetes = {"Authorization": f"Bearer {cle}"} | ({"Content-Type": corps.type_mime} if corps else {})
    demande = Request(adresse, corps.octets if corps else None, entetes, method=methode)  # noqa: S310  (address of the settings)
    try:
        with OUVREUR.open(demande, timeout=DELAI_EN_SECONDES) as reponse:
            lus: bytes = reponse.read(octets_au_plus + 1)
            if len(lus) > octets_au_plus or reponse.length:
                raise ValueError("réponse trop longue ou interrompue")
    except (URLError, HTTPException, OSError, ValueError) as cause:
        if isinstance(cause, HTTPError) and cause.code == HTTPStatus.NOT_FOUND:
            raise Introuvable(f"{methode} {adresse} : {cause}") from cause
        raise FournisseurIndisponible(f"{methode} {adresse} : {cause}") from cause
    return lus


def formulaire(champs: dict[str, str], nom_du_fichier: str, pdf: bytes) -> Corps:
    """A form with one PDF, as a browser would send it. Names and values are ours, never typed by anyone."""
    frontiere = uuid4().hex
    parties = [
        f'--{frontiere}\r\nContent-Disposition: form-data; name="{nom}"\r\n\r\n{valeur}\r\n'
        for nom, valeur in champs.items()
    ]
    parties.append(
        f'--{frontiere}\r\nContent-Disposition: form-data; name="file"; filename="{nom_du_fichier}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    octets = "".join(parties).encode() + pdf + f"\r\n--{frontiere}--\r\n".encode()
    return Corps(octets, f"multipart/form-data; boundary={frontiere}")
