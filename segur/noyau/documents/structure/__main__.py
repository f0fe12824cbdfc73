"""The process that opens a stranger's file: without the network's secrets, the disk, nor time and memory to waste.

`python structure SUFFIXE < file` writes `["why it is refused", ["remark", …]]` and ends; `python structure SUFFIXE
TEXTE < file` writes a copy that bears that text.
"""

import json
import resource
import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType

SECONDES = 10
OCTETS = 768 * 1024**2


def _borner() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _ouvrir_le_paquet() -> None:
    """The package without what it starts by itself (Celery): this process begins three times sooner."""
    racine = Path(__file__).resolve().parents[3]
    paquet = ModuleType("segur")
    paquet.__path__ = [str(racine)]
    sys.modules["segur"] = paquet


def _examiner(suffixe: str) -> None:
    from segur.noyau.documents.structure.examen import constater

    with open(0, "rb", closefd=False) as flux:
        sys.stdout.write(json.dumps(constater(flux, suffixe)))


def _filigraner(suffixe: str, texte: str) -> None:
    from segur.noyau.documents.structure.filigrane import poser

    sys.stdout.buffer.write(poser(BytesIO(sys.stdin.buffer.read()), suffixe, texte))


if __name__ == "__main__":
    _borner()
    _ouvrir_le_paquet()
    if len(sys.argv) > 2:
        _filigraner(sys.argv[1], sys.argv[2])
    else:
        _examiner(sys.argv[1])
