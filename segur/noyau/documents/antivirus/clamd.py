"""Asking clamd about a content (INSTREAM, over TCP or a Unix socket). Whatever goes wrong, the content is not analysed.

Asked of clamd's own settings: `AlertExceedsMax yes` and `AlertEncrypted yes`; without them it calls clean what it did
not read.
"""

import re
import select
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

OCTETS_DE_LA_REPONSE = 4096
MORCEAU_AU_PLUS = 64 * 1024
CONNEXION_EN_SECONDES = 5
TROUVE = re.compile(r"stream: (?P<signature>[^\r\n\0]{1,200}) FOUND")
PAS_LU = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
VERSION = re.compile(r"ClamAV [^\r\n]{1,110}")


class NonAnalyse(Exception):
    """Why nothing is known of the content. `en_panne`: clamd itself does not answer, and will not for the next one."""

    def __init__(self, raison: str, *, en_panne: bool = False) -> None:
        super().__init__(raison)
        self.en_panne = en_panne


@dataclass(frozen=True, slots=True)
class Reponse:
    """`signature`: what was recognised; empty when the content is clean. `moteur`: program and base that said so."""

    signature: str
    moteur: str


class Clamd:
    """`adresse`: tcp://host:3310 or unix:///run/clamav/clamd.ctl. `delai`: seconds, for one whole exchange."""

    def __init__(self, adresse: str, delai: float) -> None:
        self.adresse, self.delai = urlsplit(adresse), delai

    def analyser(self, morceaux: Iterable[bytes]) -> Reponse:
        """Raises NonAnalyse."""
        moteur = self._echanger(b"zVERSION\0")
        if not VERSION.fullmatch(moteur):
            raise NonAnalyse("clamd ne dit pas sa version.", en_panne=True)
        return Reponse(_signature(self._echanger(b"zINSTREAM\0", morceaux)), moteur)

    def _echanger(self, commande: bytes, morceaux: Iterable[bytes] | None = None) -> str:
        fin = time.monotonic() + self.delai
        try:
            with self._connexion() as prise:
                prise.sendall(commande)
                if morceaux is not None:
                    _verser(prise, morceaux, fin)
                return _lire(prise, fin)
        except (OSError, UnicodeDecodeError) as cause:
            raise NonAnalyse(f"clamd ne répond pas : {cause}", en_panne=True) from cause

    def _connexion(self) -> socket.socket:
        if self.adresse.scheme == "unix":
            prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            prise.settimeout(CONNEXION_EN_SECONDES)
            prise.connect(self.adresse.path)
            return prise
        return socket.create_connection(
            (self.adresse.hostname or "localhost", self.adresse.port or 3310), timeout=CONNEXION_EN_SECONDES
        )


def _verser(prise: socket.socket, morceaux: Iterable[bytes], fin: float) -> None:
    for morceau in morceaux:
        for debut in range(0, len(morceau), MORCEAU_AU_PLUS):
            partie = morceau[debut : debut + MORCEAU_AU_PLUS]
            prise.settimeout(_reste(fin))
            prise.sendall(struct.pack(">I", len(partie)) + partie)
    if select.select([prise], [], [], 0)[0]:
        raise NonAnalyse("clamd a répondu avant la fin du fichier.")
    prise.sendall(struct.pack(">I", 0))


def _lire(prise: socket.socket, fin: float) -> str:
    """One answer, ended by its zero byte, and nothing after it."""
    recu = b""
    while not recu.endswith(b"\0"):
        prise.settimeout(_reste(fin))
        morceau = prise.recv(OCTETS_DE_LA_REPONSE)
        recu += morceau
        if not morceau or len(recu) > OCTETS_DE_LA_REPONSE:
            raise NonAnalyse("clamd a donné une réponse incomplète ou trop longue.", en_panne=True)
    return recu[:-1].decode("utf-8")


def _reste(fin: float) -> float:
    reste = fin - time.monotonic()
    if reste <= 0:
        raise NonAnalyse("clamd n’a pas répondu à temps.", en_panne=True)
    return reste


def _signature(reponse: str) -> str:
    if reponse == "stream: OK":
        return ""
    trouve = TROUVE.fullmatch(reponse)
    if trouve is None:
        raise NonAnalyse(f"clamd répond « {reponse[:100]} ».")
    signature = trouve["signature"]
    if signature.startswith(PAS_LU):
        raise NonAnalyse(f"clamd n’a pas tout lu : {signature}.")
    return signature
