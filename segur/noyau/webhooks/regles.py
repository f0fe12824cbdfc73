"""What a webhook may be sent to, how a message is signed, when it is tried again (decision 0073)."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from segur.noyau.regles import Motif, Verdict

PREFIXE = "segurwh_"
"""What every secret begins with, so that a scanner of leaked secrets knows it."""
PORTS = (443, 8443)
LONGUEUR_D_UNE_ADRESSE = 500
WEBHOOKS_AU_PLUS = 10

DELAIS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""Before each new try of an event."""
ESSAIS = len(DELAIS) + 1
"""So many failures in a row of one event, about a day, suspend the webhook."""
RECOUVREMENT = timedelta(days=7)
"""How long the former secret still signs, beside the new one."""
GARDE = timedelta(days=90)
"""How long events and their attempts are kept."""
AUTRES_RESERVES = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48")))
"""What some versions of Python still call global: protocol assignments, relays of 6to4, local NAT64."""


@dataclass(frozen=True)
class Cible:
    """Where an address leads, once read. `chemin`: path and query, as the request line writes them."""

    schema: str
    hote: str
    port: int
    chemin: str


def lire_la_cible(url: str) -> Cible:
    """Raises ValueError when it is not a web address in plain ASCII."""
    if not re.fullmatch(rf"[!-\[\]-~]{{1,{LONGUEUR_D_UNE_ADRESSE}}}", url):
        raise ValueError("adresse illisible")
    lue = urlsplit(url)
    if lue.scheme not in ("http", "https") or not lue.hostname:
        raise ValueError("adresse incomplète")
    port = lue.port if lue.port is not None else {"http": 80, "https": 443}[lue.scheme]
    return Cible(lue.scheme, lue.hostname, port, (lue.path or "/") + (f"?{lue.query}" if lue.query else ""))


def adresse_permise(url: str, *, locaux: bool) -> Verdict:
    """What is judged without asking the network. `locaux`: plain http and any port, for demonstrations and tests."""
    try:
        cible = lire_la_cible(url)
    except ValueError:
        exemple = "Indiquez une adresse complète, par exemple https://hooks.editeur.example/segur."
        return Verdict((Motif("adresse", False, exemple),))
    lue = urlsplit(url)
    return Verdict(
        (
            Motif("https", cible.schema == "https" or locaux, "L’adresse commence par https://."),
            Motif("port", cible.port in PORTS or locaux, f"Le port est {' ou '.join(map(str, PORTS))}."),
            Motif("identifiants", "@" not in lue.netloc, "Ôtez l’identifiant et le mot de passe de l’adresse."),
            Motif("ancre", "#" not in url, "Ôtez ce qui suit le « # » de l’adresse."),
        )
    )


def adresse_publique(adresse: str) -> bool:
    """Whether an IP address is one of the Internet: neither here, nor in a private network, nor a way round to one."""
    lue = ip_address(adresse)
    if isinstance(lue, IPv6Address):
        if lue.ipv4_mapped:
            return adresse_publique(str(lue.ipv4_mapped))
        if lue.sixtofour or lue.teredo or lue.is_site_local or lue.scope_id:
            return False
    reservee = lue.is_reserved or lue.is_multicast or lue.is_loopback or lue.is_link_local or lue.is_unspecified
    return lue.is_global and not reservee and not any(lue in reseau for reseau in AUTRES_RESERVES)


def adresse_admise(adresse: str, *, locaux: bool) -> bool:
    return adresse_publique(adresse) or (locaux and ip_address(adresse).is_loopback)


def signer(corps: bytes, *, secrets: Iterable[str], le: datetime) -> str:
    """« t=1764380000,v1=… »: HMAC-SHA256 of « t.body » under each secret; during a rotation there are two."""
    instant = int(le.timestamp())
    signe = f"{instant}.".encode() + corps
    condenses = (hmac.new(secret.encode(), signe, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={instant}", *(f"v1={condense}" for condense in condenses)])


def delai_apres(echecs: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return DELAIS[min(echecs, len(DELAIS)) - 1]


def a_suspendre(echecs: int) -> bool:
    return echecs >= ESSAIS


def nombre_permis(actuels: int) -> Motif:
    explication = f"Une organisation a {WEBHOOKS_AU_PLUS} webhooks au plus : retirez-en un."
    return Motif("nombre", actuels < WEBHOOKS_AU_PLUS, explication)
