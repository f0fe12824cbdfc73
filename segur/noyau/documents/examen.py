"""Having a stranger's file opened by a process of its own, that can be stopped, and believing only what it answers."""

import json
import os
import shutil
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

from segur.noyau.documents.remarques import REMARQUES

SECONDES = 45
GARDES = 1000
PROGRAMME = Path(__file__).parent / "structure"
TROP_LONG = "est trop long ou trop lourd à vérifier : simplifiez-le, ou partagez-le en plusieurs fichiers."
INVERIFIABLE = "n’a pas pu être vérifié par le portail : déposez-le à nouveau dans un instant."


@dataclass(frozen=True, slots=True)
class Examen:
    """`refus`: why, with the repair; empty when the file is in order. `remarques`: codes of `remarques.REMARQUES`."""

    refus: str = ""
    remarques: tuple[str, ...] = ()
    definitif: bool = True


_FAITS: OrderedDict[tuple[str, str], Examen] = OrderedDict()
_VERROU = Lock()


def examiner(flux: Any, suffixe: str, empreinte: str) -> Examen:
    """The same bytes under the same extension are opened once: a form that comes back does not pay again."""
    cle = (empreinte, suffixe)
    with _VERROU:
        if cle in _FAITS:
            return _FAITS[cle]
    examen = _confier(flux, suffixe)
    if examen.definitif:
        with _VERROU:
            _FAITS[cle] = examen
            while len(_FAITS) > GARDES:
                _FAITS.popitem(last=False)
    return examen


def _confier(flux: Any, suffixe: str) -> Examen:
    """Fails closed: a process that cannot start, ends badly or answers nonsense is a refusal."""
    commande = [sys.executable, "-I", "-B", str(PROGRAMME), suffixe]
    try:
        with _sur_le_disque(flux) as entree:
            fini = subprocess.run(
                commande,
                check=False,
                stdin=entree,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDES,
                env={"PATH": os.environ.get("PATH", "")},
            )
    except subprocess.TimeoutExpired:
        return Examen(TROP_LONG, definitif=False)
    except OSError:
        return Examen(INVERIFIABLE, definitif=False)
    return _lire(fini.stdout) if fini.returncode == 0 else Examen(TROP_LONG, definitif=False)


def _sur_le_disque(flux: Any) -> IO[bytes]:
    """A file that the process reads by itself, whatever holds the bytes here."""
    copie = TemporaryFile()  # noqa: SIM115  (closed by the caller)
    flux.seek(0)
    shutil.copyfileobj(flux, copie)
    flux.seek(0)
    copie.seek(0)
    return copie


def _lire(reponse: bytes) -> Examen:
    try:
        refus, remarques = json.loads(reponse)
        return Examen(str(refus), tuple(code for code in remarques if code in REMARQUES))
    except (ValueError, TypeError):
        return Examen(INVERIFIABLE, definitif=False)
