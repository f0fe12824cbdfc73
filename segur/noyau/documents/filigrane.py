"""The watermarked copy of a stranger's file, made by a process of its own; the file that is kept does not change."""

import os
import subprocess
import sys
from datetime import datetime

from segur.noyau.documents.apercus import suffixe
from segur.noyau.documents.examen import PROGRAMME, SECONDES
from segur.noyau.documents.models import Document
from segur.noyau.temps import en_clair


class CopieImpossible(Exception):
    """Nothing leaves then: the original never does."""


def mention(*, usage: str, pour: str, le: datetime) -> str:
    return f"Copie {usage} — vue par {pour}, le {en_clair(le)} — ne pas réutiliser"


def copie_filigranee(document: Document, texte: str) -> bytes:
    """Raises CopieImpossible."""
    commande = [sys.executable, "-I", "-B", str(PROGRAMME), suffixe(document.nom), texte]
    try:
        fini = subprocess.run(
            commande,
            check=False,
            input=document.lire(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDES,
            env={"PATH": os.environ.get("PATH", "")},
        )
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise CopieImpossible(str(document.identifiant)) from cause
    if fini.returncode or not fini.stdout:
        raise CopieImpossible(str(document.identifiant))
    return fini.stdout
