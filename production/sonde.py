"""Health probes of the containers, standard library only.

`sonde.py http://localhost:8000/readyz` succeeds on 200; `sonde.py /path/beat 600` when a file changed less than 600
seconds ago.
"""

import glob
import sys
import time
from os.path import getmtime
from urllib.error import URLError
from urllib.request import urlopen


def page_repond(adresse: str) -> bool:
    try:
        with urlopen(adresse, timeout=4) as reponse:  # noqa: S310 (the address is written in docker-compose.yml)
            return bool(reponse.status == 200)
    except (URLError, OSError):
        return False


def fichier_frais(prefixe: str, secondes: float) -> bool:
    """The file may carry a suffix: the scheduler's file does with some of Python's databases."""
    return any(time.time() - getmtime(fichier) < secondes for fichier in glob.glob(f"{glob.escape(prefixe)}*"))


if __name__ == "__main__":
    cible, *reste = sys.argv[1:]
    sys.exit(not (fichier_frais(cible, float(reste[0])) if reste else page_repond(cible)))
