"""A mail server of a few lines: keeps what it accepts, and refuses or stays silent when told so."""

import socketserver
from email import message_from_bytes
from email.message import Message
from threading import Event, Thread
from typing import Any


class ServeurSmtp(socketserver.ThreadingTCPServer):
    """`reponse` answers the end of DATA. While `muet`, it never answers it: the sender waits."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.port = self.server_address[1]
        self.recus: list[Message] = []
        self.reponse = b"250 OK"
        self.muet = False
        self.sollicite = Event()

    def __enter__(self) -> "ServeurSmtp":
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        self.server_close()


class _Dialogue(socketserver.StreamRequestHandler):
    server: ServeurSmtp

    def handle(self) -> None:
        self._dire(b"220 essai")
        while ligne := self.rfile.readline():
            commande = ligne[:4].upper()
            if commande == b"DATA":
                self._dire(b"354 parlez")
                self._recevoir()
            elif commande == b"QUIT":
                self._dire(b"221 au revoir")
                return
            else:
                self._dire(b"250 OK")

    def _recevoir(self) -> None:
        lignes = []
        while (ligne := self.rfile.readline()) not in (b".\r\n", b""):
            lignes.append(ligne.removeprefix(b".") if ligne.startswith(b"..") else ligne)
        self.server.sollicite.set()
        if self.server.muet:
            self.rfile.read()  # until the sender hangs up
            return
        if self.server.reponse.startswith(b"2"):
            self.server.recus.append(message_from_bytes(b"".join(lignes)))
        self._dire(self.server.reponse)

    def _dire(self, ligne: bytes) -> None:
        self.wfile.write(ligne + b"\r\n")
