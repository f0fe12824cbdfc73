"""The national identity providers, as the environment describes them; one without an address does not exist.

What they publish of their claims changes: which one says the first name, the name, the address and the number of the
firm is configuration, with a default for each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

CHAMPS = {"prenom": "given_name", "nom": "family_name", "courriel": "email", "numero": "siret"}


@dataclass(frozen=True)
class Fournisseur:
    """`code` names its addresses here; `variable` starts the names of its settings."""

    code: str
    variable: str
    nom: str
    portee: str
    acr: str = ""
    champs: str = ""
    signe: bool = False


CONNUS = (
    Fournisseur("isc", "SEGUR_ISC", "Industriels Santé Connect", "openid profile email"),
    Fournisseur("psc", "SEGUR_PSC", "Pro Santé Connect", "openid scope_all", "eidas1"),
    Fournisseur(
        "proconnect",
        "SEGUR_PROCONNECT",
        "ProConnect",
        "openid given_name usual_name email siret",
        "eidas1",
        "nom=usual_name",
        signe=True,
    ),
)
DECOUVERTE = "/.well-known/openid-configuration"
Lire = Callable[..., Any]


def fournisseurs(lire: Lire) -> list[dict[str, Any]]:
    """Those that have an address, as allauth wants them. `lire`: reads a variable, with its default."""
    return [_application(connu, lire) for connu in CONNUS if lire(f"{connu.variable}_URL", default="")]


def _application(connu: Fournisseur, lire: Lire) -> dict[str, Any]:
    client, secret = (lire(f"{connu.variable}_{mot}", default="") for mot in ("CLIENT", "SECRET"))
    if not (client and secret):
        raise ImproperlyConfigured(f"{connu.variable}_URL demande aussi {connu.variable}_CLIENT et _SECRET.")
    acr = lire(f"{connu.variable}_ACR", default=connu.acr).split()
    url = lire(f"{connu.variable}_URL", default="")
    reglages = {
        "server_url": url,
        "emetteur": lire(f"{connu.variable}_EMETTEUR", default=url.removesuffix(DECOUVERTE)),
        "scope": lire(f"{connu.variable}_SCOPE", default=connu.portee).split(),
        "auth_params": {"acr_values": " ".join(acr)} if acr else {},
        "acr": acr,
        "champs": CHAMPS | _champs(connu.champs) | _champs(lire(f"{connu.variable}_CHAMPS", default="")),
        "userinfo_signe": lire(f"{connu.variable}_USERINFO_SIGNE", default=str(int(connu.signe))) == "1",
        "origines": lire(f"{connu.variable}_ORIGINES", default=origine(url)).split(","),
        "oauth_pkce_enabled": True,
        "fetch_userinfo": True,
    }
    return {"provider_id": connu.code, "name": connu.nom, "client_id": client, "secret": secret, "settings": reglages}


def _champs(ecrits: str) -> dict[str, str]:
    """« prenom=given_name,nom=usual_name »"""
    paires = [paire.partition("=") for paire in ecrits.split(",") if paire]
    if inconnus := {champ for champ, _, _ in paires} - set(CHAMPS):
        raise ImproperlyConfigured(f"Champs inconnus d’un fournisseur d’identité : {', '.join(sorted(inconnus))}.")
    return {champ: reclamation for champ, _, reclamation in paires}


def origine(url: str) -> str:
    parties = urlsplit(url)
    return f"{parties.scheme}://{parties.netloc}"
