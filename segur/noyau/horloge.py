"""The one place where the clock is read.

A demonstration may shift it, so that a visitor can file a candidature before a deadline that has long passed. The
shift is a number of seconds in a file of the demonstration's own folder; without `SEGUR_DEMO` the file is never read.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _fichier() -> Path:
    return Path(settings.VAR_DIR) / "horloge"


def maintenant() -> datetime:
    """Aware instant, UTC."""
    return timezone.now() + decalage()


def decalage() -> timedelta:
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=float(_fichier().read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def regler(instant: datetime) -> None:
    """Demonstration only: from now on, `maintenant()` runs from that instant."""
    if not settings.DEMO:
        raise PermissionError("L’horloge ne se règle que dans une démonstration.")
    provisoire = _fichier().with_suffix(".nouveau")
    provisoire.write_text(str((instant - timezone.now()).total_seconds()))
    provisoire.replace(_fichier())
