"""How the API is served, as Django REST framework and drf-spectacular want it: nothing is left to their defaults."""

from typing import Any

SCHEMA = {
    "TITLE": "API du portail Ségur",
    "DESCRIPTION": "Candidatures, preuves, commandes et données publiques, pour les programmes des éditeurs.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}


def interface(*, debit: str) -> dict[str, Any]:
    """A view that says nothing is a door like the others: a token or nobody, never a password; counted.

    `debit`: requests of one token, or of one address without any, on the shared cache; for example « 300/min ».
    """
    return {
        "DEFAULT_SCHEMA_CLASS": "segur.portail.api.schema.SchemaDuPortail",
        "DEFAULT_AUTHENTICATION_CLASSES": ["segur.portail.api.acces.ParJeton"],
        "DEFAULT_THROTTLE_CLASSES": ["segur.portail.api.acces.ParJetonOuAdresse"],
        "EXCEPTION_HANDLER": "segur.portail.api.problemes.repondre",
        "DEFAULT_THROTTLE_RATES": {"api": debit},
    }
