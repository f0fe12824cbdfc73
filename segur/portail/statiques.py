"""Of the design system's 17 MB, only what the pages use is collected and served."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

UTILES = (
    "dsfr/dist/dsfr.min.css",
    "dsfr/dist/dsfr.module.min.js",
    "dsfr/dist/dsfr.nomodule.min.js",
    "dsfr/dist/fonts/Marianne-*.woff*",
    "dsfr/dist/fonts/Spectral-*.woff*",
    "dsfr/dist/icons/*",
    "dsfr/dist/artwork/*.svg",
    "dsfr/dist/utility/icons/icons-system/icons-system.min.css",
    "dsfr/dist/utility/icons/icons-document/icons-document.min.css",
    "dsfr/dist/utility/icons/icons-user/icons-user.min.css",
    "django_htmx/htmx-2.min.js",
    "mfa/js/webauthn*.js",
)


class TrouveurDesApplications(AppDirectoriesFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for chemin, stockage in super().list(ignore_patterns):
            if any(fnmatch(chemin, motif) for motif in UTILES):
                yield chemin, stockage
