"""A clamd of the tests, over a real socket: it recognises EICAR, and fails as it is told to."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.noyau.documents.corpus.eicar import EICAR

VERSION = "ClamAV 1.4.3/27700/Fri Nov 27 08:00:00 2026"
OK, TROUVE = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"


class FauxClamd:
    """`panne`: what it answers instead, or what it does: « muet », « ferme », « ferme avant », « moitié », « tôt »."""

    def __init__(self) -> None:
        self.panne: str | bytes = ""
        self.version = VERSION.encode() + b"\0"
        self.recus: list[bytes] = []
        self.liberer, self.parle = threading.Event(), threading.Event()
        self.adresse = ""

    def traiter(self, prise: Any) -> None:
        if self.panne == "ferme":
            return
        commande = b""
        while not commande.endswith(b"\0"):
            commande += prise.recv(1)
        if commande == b"zVERSION\0":
            prise.sendall(self.version)
        elif self.panne == "ferme avant":
            prise.recv(10)
        else:
            self._analyser(prise)

    def _analyser(self, prise: Any) -> None:
        if self.panne == "tôt":
            prise.sendall(OK)
            self.parle.set()
        contenu = b""
        while longueur := struct.unpack(">I", _exactement(prise, 4))[0]:
            contenu += _exactement(prise, longueur)
        self.recus.append(contenu)
        if self.panne == "muet":
            self.liberer.wait(20)
        elif self.panne == "moitié":
            prise.sendall(OK[:5])
        elif self.panne != "tôt":
            prise.sendall(self.panne if isinstance(self.panne, bytes) else TROUVE if EICAR in contenu else OK)


def _exactement(prise: Any, longueur: int) -> bytes:
    recu = b""
    while len(recu) < longueur:
        morceau = prise.recv(longueur - len(recu))
        if not morceau:
            raise ConnectionResetError
        recu += morceau
    return recu


@contextmanager
def en_marche(chemin: Path | None = None) -> Iterator[FauxClamd]:
    """On the loopback, or on a Unix socket when a path is given."""
    faux = FauxClamd()

    class Traitement(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                faux.traiter(self.request)
            except OSError:
                return

    classe = socketserver.ThreadingUnixStreamServer if chemin else socketserver.ThreadingTCPServer
    with classe(str(chemin) if chemin else ("127.0.0.1", 0), Traitement) as serveur:  # type: ignore[arg-type]
        serveur.daemon_threads = True
        faux.adresse = f"unix://{chemin}" if chemin else f"tcp://127.0.0.1:{serveur.socket.getsockname()[1]}"
        fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        fil.start()
        try:
            yield faux
        finally:
            faux.liberer.set()
            serveur.shutdown()
            fil.join()
