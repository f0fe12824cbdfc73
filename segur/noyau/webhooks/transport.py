"""One POST to an address that a firm chose: to the very IP address that was checked, bounded in time and size.

The name is resolved once, here; what it leads to is judged, and the connection goes to that address and to no other, so
that a name which changes between the two leads nowhere (DNS rebinding). No redirection is followed, no proxy is used.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic

from django.conf import settings

from segur.noyau.webhooks.models import LONGUEUR_D_UN_EXTRAIT, LONGUEUR_D_UNE_CAUSE
from segur.noyau.webhooks.regles import Cible, adresse_admise, adresse_permise, lire_la_cible

CONNEXION_EN_SECONDES = 5
OCTETS_AU_PLUS = 16 * 1024
REPONSES = {
    HTTPStatus.GONE: "Le récepteur dit que cette adresse n’existe plus (410).",
    HTTPStatus.NOT_FOUND: "Le récepteur ne connaît pas cette adresse (404).",
}


class CibleRefusee(Exception):
    """The address may not be called; the message says why, in French."""


@dataclass(frozen=True)
class Issue:
    """What one attempt gave. `cause` is empty when the receiver took the event."""

    reponse: int | None
    cause: str
    extrait: str
    duree_ms: int

    @property
    def acceptee(self) -> bool:
        return not self.cause


def verifier_la_cible(url: str) -> tuple[Cible, str]:
    """The address as read, and the IP address to connect to. Raises CibleRefusee."""
    verdict = adresse_permise(url, locaux=settings.WEBHOOKS_LOCAUX)
    if not verdict.favorable:
        raise CibleRefusee(" ".join(motif.explication for motif in verdict.obstacles))
    cible = lire_la_cible(url)
    adresses = _resoudre(cible)
    if not all(adresse_admise(adresse, locaux=settings.WEBHOOKS_LOCAUX) for adresse in adresses):
        raise CibleRefusee(f"« {cible.hote} » mène à une adresse privée ou réservée.")
    return cible, adresses[0]


def _resoudre(cible: Cible) -> list[str]:
    """All that the name leads to: one private address among them refuses the whole."""
    try:
        trouvees = socket.getaddrinfo(cible.hote, cible.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as cause:
        raise CibleRefusee(f"Le nom « {cible.hote} » n’est pas connu.") from cause
    return [str(adresse[4][0]) for adresse in trouvees]


class _Connexion(HTTPConnection):
    """To the address checked, under the name asked: Host, SNI and certificate are those of the name."""

    def __init__(self, cible: Cible, adresse: str, delai: float) -> None:
        super().__init__(cible.hote, cible.port, timeout=min(delai, CONNEXION_EN_SECONDES))
        self.cible, self.adresse, self.delai = cible, adresse, delai
        self.default_port = 443 if cible.schema == "https" else 80
        self.prise: socket.socket | None = None
        self.coupee = False

    def connect(self) -> None:
        self.sock = self.prise = socket.create_connection((self.adresse, self.port), self.timeout)
        if not adresse_admise(self.sock.getpeername()[0], locaux=settings.WEBHOOKS_LOCAUX):
            raise CibleRefusee("L’adresse jointe est privée ou réservée.")
        if self.cible.schema == "https":
            self._chiffrer()
        self.sock.settimeout(self.delai)

    def _chiffrer(self) -> None:
        """`prise` follows: a handshake may be cut too, and http.client forgets its socket once the answer begins."""
        contexte = ssl.create_default_context()
        chiffree = contexte.wrap_socket(self.sock, server_hostname=self.cible.hote, do_handshake_on_connect=False)
        self.sock = self.prise = chiffree
        chiffree.do_handshake()

    def couper(self) -> None:
        """A receiver that answers drop by drop holds no worker."""
        self.coupee = True
        if self.prise:
            with suppress(OSError):
                socket.socket.shutdown(self.prise, socket.SHUT_RDWR)


def poster(url: str, corps: bytes, entetes: Mapping[str, str]) -> Issue:
    """Never raises for what the network or the receiver does."""
    debut, delai = monotonic(), settings.WEBHOOKS_DELAI
    reponse, extrait = None, ""
    try:
        cible, adresse = verifier_la_cible(url)
        reponse, extrait = _echanger(_Connexion(cible, adresse, delai), cible.chemin, corps, entetes)
        cause = _juger(reponse)
    except (CibleRefusee, OSError, HTTPException, ValueError) as erreur:
        cause = _dire(erreur, trop_long=monotonic() - debut >= delai)
    duree = round((monotonic() - debut) * 1000)
    return Issue(reponse, cause[:LONGUEUR_D_UNE_CAUSE], extrait, duree)


def _echanger(connexion: _Connexion, chemin: str, corps: bytes, entetes: Mapping[str, str]) -> tuple[int, str]:
    minuterie = Timer(connexion.delai, connexion.couper)
    minuterie.start()
    try:
        connexion.request("POST", chemin, corps, dict(entetes))
        with connexion.getresponse() as reponse:
            octets = reponse.read(OCTETS_AU_PLUS)
        if connexion.coupee:
            raise TimeoutError
        return reponse.status, _debut(octets)
    finally:
        minuterie.cancel()
        connexion.close()


def _debut(octets: bytes) -> str:
    """As a page and a database can hold it: no control character."""
    texte = octets[: 4 * LONGUEUR_D_UN_EXTRAIT].decode(errors="replace")[:LONGUEUR_D_UN_EXTRAIT]
    return "".join(c if c.isprintable() or c == "\n" else " " for c in texte)


def _juger(reponse: int) -> str:
    if HTTPStatus.OK <= reponse < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    if HTTPStatus.MULTIPLE_CHOICES <= reponse < HTTPStatus.BAD_REQUEST:
        return f"Le récepteur redirige ({reponse}) : les redirections ne sont pas suivies."
    connue = next((dite for code, dite in REPONSES.items() if code == reponse), "")
    return connue or f"Le récepteur a répondu {reponse}."


def _dire(erreur: Exception, *, trop_long: bool) -> str:
    if isinstance(erreur, CibleRefusee):
        return str(erreur)
    if trop_long or isinstance(erreur, TimeoutError):
        return f"Pas de réponse complète en {settings.WEBHOOKS_DELAI:g} secondes."
    if isinstance(erreur, ssl.SSLError):
        return f"Le certificat ou le chiffrement du récepteur est refusé ({erreur.reason or type(erreur).__name__})."
    if isinstance(erreur, ConnectionRefusedError):
        return "Rien n’écoute à cette adresse."
    return f"La connexion a été coupée avant la réponse ({type(erreur).__name__})."
