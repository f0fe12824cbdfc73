"""A receiver on loopback that answers as it is told, and a webhook that leads to it."""

import json
import struct
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from threading import Event, Lock, Thread
from typing import Any

from django.test.utils import override_settings
from django.utils import timezone

from segur.noyau import horloge
from segur.noyau.comptes.models import Acteur
from segur.noyau.transitions import Demande
from segur.noyau.webhooks.creation import declarer
from segur.noyau.webhooks.models import Evenement, Famille, Webhook
from segur.noyau.webhooks.transitions import essayer

NULLE_PART = "http://127.0.0.1:9/"


@dataclass
class Recu:
    corps: bytes
    entetes: dict[str, str]

    @property
    def contenu(self) -> dict[str, Any]:
        lu: dict[str, Any] = json.loads(self.corps)
        return lu


@dataclass
class Recepteur:
    """`attitude` says what it does of a request: a code to answer, « muet », « ferme », « goutte », « inonde »."""

    attitude: int | str = 200
    recus: list[Recu] = field(default_factory=list)
    chemins: list[str] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    """Dossiers whose events get a 500, whatever the attitude."""

    def __post_init__(self) -> None:
        self.verrou, self.fini = Lock(), Event()
        self.serveur = ThreadingHTTPServer(("127.0.0.1", 0), type("Guichet", (_Guichet,), {"recepteur": self}))
        self.serveur.daemon_threads = True
        Thread(target=self.serveur.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.serveur.server_address[1]}/segur?a=1"

    def dossiers(self) -> list[tuple[str, int]]:
        return [(recu.contenu["dossier"], recu.contenu["rang"]) for recu in self.recus]

    def fermer(self) -> None:
        self.fini.set()
        self.serveur.shutdown()
        self.serveur.server_close()


class _Guichet(BaseHTTPRequestHandler):
    recepteur: Recepteur

    def do_POST(self) -> None:
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        with self.recepteur.verrou:
            self.recepteur.recus.append(Recu(corps, dict(self.headers)))
            self.recepteur.chemins.append(self.path)
        attitude = self.recepteur.attitude
        if json.loads(corps).get("dossier") in self.recepteur.refuse:
            attitude = 500
        if isinstance(attitude, int):
            return self._repondre(attitude, b"re\x00\xffponse : " + b"x" * 900)
        return getattr(self, f"_{attitude}")()

    def _repondre(self, code: int, corps: bytes) -> None:
        self.send_response(code)
        if 300 <= code < 400:
            self.send_header("Location", "http://127.0.0.1:9/ailleurs")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def _muet(self) -> None:
        self.recepteur.fini.wait(5)

    def _ferme(self) -> None:
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _goutte(self) -> None:
        """A byte now and then, for ever: no single read ever waits long."""
        self._jusqu_a_la_coupure(b"x", attente=0.02)

    def _inonde(self) -> None:
        self._jusqu_a_la_coupure(b"x" * 65536, attente=0)

    def _jusqu_a_la_coupure(self, morceau: bytes, attente: float) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**9))
        self.end_headers()
        try:
            for _ in range(2000):
                self.wfile.write(morceau)
                if self.recepteur.fini.wait(attente):
                    return
        except OSError:
            return

    def log_message(self, *args: Any) -> None:
        """Silent."""


def un_webhook(acteur: Acteur, *, url: str = NULLE_PART, essaye: bool = False, **choix: Any) -> Webhook:
    """Of the firm of that person. `essaye`: with one event, that was asked for and never delivered."""
    valeurs = {"nom": "Suivi", "familles": list(Famille.values), **choix}
    with override_settings(WEBHOOKS_LOCAUX=True):
        webhook, _ = declarer(acteur.entreprise, Demande(acteur, horloge.maintenant()), url=url, **valeurs)
        if essaye:
            essayer(webhook, Demande(acteur, horloge.maintenant()))
            webhook.evenements.update(statut=Evenement.Statut.ECARTE, motif="Rien n’écoute.")
    return webhook


def evenement_de(webhook: Webhook) -> Evenement:
    return Evenement.objects.filter(webhook=webhook).latest("pk")


def maintenant() -> datetime:
    return timezone.now()
