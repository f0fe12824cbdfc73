"""The content security policy: nothing by default, then what the portal itself serves (decision 0017)."""

from collections.abc import Iterable

from csp.constants import NONE, SELF


def politique(origines_des_fournisseurs: Iterable[str]) -> dict[str, object]:
    """A form that leads to an identity provider is sent to us, and its answer leads there."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "media-src": [SELF],
            "frame-src": [SELF],
            "form-action": [SELF, *origines_des_fournisseurs],
            "object-src": [NONE],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
    }
