"""A real mail server (aiosmtpd) that keeps what it accepts, and refuses, hangs up or stays silent when told so."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller


class ServeurSmtp(Controller):
    """`reponse` answers the end of DATA; `refus` answers RCPT, by address. `muet`: never answers the end of DATA.

    `coupe`: accepts the message, then hangs up before saying so. `limite`: stays silent from that many messages on.
    """

    def __init__(self) -> None:
        self.recus: list[EmailMessage] = []
        self.reponse = "250 OK"
        self.refus: dict[str, str] = {}
        self.muet = self.coupe = False
        self.limite: int | None = None
        self.sollicite = Event()
        super().__init__(self, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        """The port is known once the system has given one."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection((self.hostname, self.port), 5) as essai:
            assert essai.recv(1024).startswith(b"220")

    async def handle_RCPT(self, serveur: Any, session: Any, enveloppe: Any, adresse: str, options: Any) -> str:
        if adresse in self.refus:
            return self.refus[adresse]
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:
        self.sollicite.set()
        if self.muet or (self.limite is not None and len(self.recus) >= self.limite):
            await asyncio.Event().wait()  # until the sender hangs up
        if self.reponse.startswith("2"):
            self.recus.append(message_from_bytes(enveloppe.content, policy=policy.default))
        if self.coupe:
            serveur.transport.abort()
        return self.reponse

    def vers(self) -> list[str]:
        return sorted(str(recu["To"]) for recu in self.recus)

    def identifiants(self) -> list[str]:
        return [str(recu["Message-ID"]) for recu in self.recus]
