"""A local stand-in for Yousign v3 over real HTTP: the objects of B-YS-01 and B-YS-02, and failures on demand."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.monde import PDF

CLE, SECRET = "cle-d-essai", "secret-d-essai"
SIGNE = PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%signed\n")
EXPIRE = "2026-04-06T21:59:00+00:00"


@dataclass
class Prestataire:
    """What Yousign holds. `pannes` is what happens to the next calls, one each: see `Reponse.traiter`."""

    demandes: dict[str, dict[str, Any]] = field(default_factory=dict)
    appels: list[str] = field(default_factory=list)
    corps_recus: list[bytes] = field(default_factory=list)
    pannes: list[str] = field(default_factory=list)
    exemplaire: bytes = SIGNE
    etat_actif: str = "ongoing"
    ferme: Event = field(default_factory=Event)

    @property
    def demande(self) -> dict[str, Any]:
        """The only one."""
        (unique,) = self.demandes.values()
        return unique

    def creer(self, donnees: dict[str, Any]) -> dict[str, Any]:
        demande = {"id": str(uuid4()), "source": "public_api", "status": "draft", "expiration_date": None, **donnees}
        demande |= {"documents": [], "signers": []}
        self.demandes[demande["id"]] = demande
        return demande

    def ajouter(self, demande: dict[str, Any], genre: str, corps: bytes) -> dict[str, Any]:
        """A document, an answer to `signers`, the activation or the cancellation."""
        if genre == "cancel":
            demande["status"] = "canceled"
            return demande
        if genre == "activate":
            demande |= {"status": self.etat_actif, "expiration_date": EXPIRE}
            return demande
        ajout: dict[str, Any] = {"id": str(uuid4())}
        if genre == "documents":
            ajout |= {"nature": "signable_document", "total_pages": 2}
        else:
            ajout |= {"status": "initiated", **json.loads(corps)}
        demande[genre].append(ajout)
        return ajout

    def message(self, nom: str = "signature_request.done", **autres: Any) -> bytes:
        """The body of a webhook on the only request."""
        contenu = {"event_id": str(uuid4()), "event_name": nom, "event_time": "1759744800", "sandbox": False}
        cite = {"id": self.demande["id"], "external_id": self.demande["external_id"], "status": "done"}
        return json.dumps(contenu | {"data": {"signature_request": cite}} | autres).encode()


def signature(corps: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), corps, hashlib.sha256).hexdigest()}"


class Reponse(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    prestataire: Prestataire

    def traiter(self) -> None:
        """`muet` never answers, `tronque` stops half way, `perdu` acts and hangs up; or `503`, `html`, `ailleurs`."""
        corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.prestataire.appels.append(f"{self.command} {re.sub('[0-9a-f]{8}-[0-9a-f-]{27}', '*', self.path)}")
        self.prestataire.corps_recus.append(corps)
        panne = self.prestataire.pannes.pop(0) if self.prestataire.pannes else ""
        self.close_connection = True
        if panne == "muet":
            self.prestataire.ferme.wait()
        elif panne == "503":
            self._repondre(503, b'{"detail": "maintenance"}')
        elif panne == "html":
            self._repondre(200, b"<html>")
        elif panne == "ailleurs":
            self._repondre(302, b"", Location="https://pirate.example/")
        else:
            statut, octets = self._agir(corps)
            if panne != "perdu":
                self._repondre(statut, octets, coupe=panne == "tronque")

    do_GET = do_POST = do_DELETE = traiter

    def _repondre(self, statut: int, octets: bytes, *, coupe: bool = False, **entetes: str) -> None:
        self.send_response(statut)
        for nom, valeur in {"Content-Length": str(len(octets)), **entetes}.items():
            self.send_header(nom, valeur)
        self.end_headers()
        self.wfile.write(octets[: len(octets) // 2] if coupe else octets)

    def _agir(self, corps: bytes) -> tuple[int, bytes]:
        adresse = urlsplit(self.path)
        morceaux = adresse.path.removeprefix("/v3/signature_requests").strip("/").split("/")
        if self.headers["Authorization"] != f"Bearer {CLE}":
            return 401, b"{}"
        if morceaux == [""] and self.command == "POST":
            return 201, json.dumps(self.prestataire.creer(json.loads(corps))).encode()
        if morceaux == [""]:
            (cle,) = parse_qs(adresse.query)["external_id[eq]"]
            trouvees = [d for d in self.prestataire.demandes.values() if d["external_id"] == cle]
            return 200, json.dumps({"meta": {"next_cursor": None}, "data": trouvees}).encode()
        return self._sur_une_demande(morceaux, corps)

    def _sur_une_demande(self, morceaux: list[str], corps: bytes) -> tuple[int, bytes]:
        demande = self.prestataire.demandes.get(morceaux[0])
        if demande is None:
            return 404, b"{}"
        if morceaux[-1] == "download":
            return 200, self.prestataire.exemplaire
        if self.command == "GET":
            return 200, json.dumps(demande).encode()
        if self.command == "DELETE":
            del self.prestataire.demandes[morceaux[0]]
            return 204, b""
        if morceaux[1] == "cancel" and demande["status"] not in ("approval", "ongoing"):
            return 400, b'{"detail": "not cancelable"}'
        return 201, json.dumps(self.prestataire.ajouter(demande, morceaux[1], corps)).encode()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def demarrer(prestataire: Prestataire) -> ThreadingHTTPServer:
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), type("Ici", (Reponse,), {"prestataire": prestataire}))
    Thread(target=serveur.serve_forever, args=(0.01,), daemon=True).start()
    return serveur
