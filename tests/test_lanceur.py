"""The launcher of the demo: restarts what crashes, leaves nothing behind. Real processes, awaited by conditions."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LANCEUR = Path(__file__).resolve().parent.parent / "outils" / "lanceur.py"
ECHEANCE = 20.0  # seconds, far more than needed

# Writes one line per start, then waits to be told to stop.
FIDELE = "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'a')); signal.pause()"
# Has a child in its group that ignores SIGTERM, and dies without it.
NEGLIGENT = """
import os, signal, sys
if os.fork():
    signal.pause()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid(), file=open(sys.argv[1], 'a'))
while True:
    signal.pause()
"""


def attendre(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + ECHEANCE
    while not condition():
        assert time.monotonic() < limite, "la condition attendue ne vient pas"
        threading.Event().wait(0.01)  # a pause between two looks, not a guess at how long it takes


def numeros(fichier: Path) -> list[int]:
    return [int(ligne) for ligne in fichier.read_text().split()] if fichier.exists() else []


def est_vivant(numero: int) -> bool:
    """A zombie is dead: only its parent, who may be anyone, has yet to notice."""
    try:
        return Path(f"/proc/{numero}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def lancer(tmp_path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the launcher on `name=code`; each command writes its process numbers in the file of its name."""
    lances = []

    def _lancer(**codes: str) -> subprocess.Popen[str]:
        for nom, code in codes.items():
            (tmp_path / f"{nom}.py").write_text(code)
        commandes = [f"{nom}={sys.executable} {tmp_path / nom}.py {tmp_path / nom}" for nom in codes]
        processus = subprocess.Popen([sys.executable, LANCEUR, *commandes], stdout=subprocess.PIPE, text=True)
        lances.append(processus)
        return processus

    yield _lancer
    for processus in lances:
        processus.kill()
        processus.communicate()
    for fichier in tmp_path.glob("*"):
        if not fichier.suffix:
            for numero in filter(est_vivant, numeros(fichier)):
                os.kill(numero, signal.SIGKILL)


def test_relance_ce_qui_tombe(lancer, tmp_path):
    lanceur = lancer(web=FIDELE, taches=FIDELE)
    attendre(lambda: len(numeros(tmp_path / "web")) == 1 and len(numeros(tmp_path / "taches")) == 1)
    premier = numeros(tmp_path / "web")[0]

    os.kill(premier, signal.SIGKILL)
    attendre(lambda: len(numeros(tmp_path / "web")) == 2)

    assert est_vivant(numeros(tmp_path / "web")[1])
    assert len(numeros(tmp_path / "taches")) == 1
    lanceur.terminate()
    assert lanceur.communicate(timeout=ECHEANCE)[0] == "[web] arrêté (code -9) ; relance dans 0.5 s\n"


def test_relance_de_plus_en_plus_tard(lancer, tmp_path):
    lanceur = lancer(web="raise SystemExit(3)")

    lignes = [lanceur.stdout.readline() for _ in range(3)]

    assert lignes == [f"[web] arrêté (code 3) ; relance dans {delai} s\n" for delai in ("0.5", "1", "2")]


@pytest.mark.parametrize("numero", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_un_signal_arrete_tous_les_groupes(lancer, tmp_path, numero):
    lanceur = lancer(web=FIDELE, taches=NEGLIGENT)
    attendre(lambda: numeros(tmp_path / "web") != [] and numeros(tmp_path / "taches") != [])
    enfants = numeros(tmp_path / "web") + numeros(tmp_path / "taches")

    lanceur.send_signal(numero)

    assert lanceur.wait(ECHEANCE) == 0
    attendre(lambda: not any(est_vivant(enfant) for enfant in enfants))


def test_la_mort_du_lanceur_n_oublie_personne(lancer, tmp_path):
    lanceur = lancer(web=FIDELE)
    attendre(lambda: numeros(tmp_path / "web") != [])

    lanceur.kill()

    attendre(lambda: not est_vivant(numeros(tmp_path / "web")[0]))


def test_une_commande_introuvable_n_arrete_pas_les_autres(tmp_path):
    fichier = tmp_path / "web"
    programme = tmp_path / "web.py"
    programme.write_text(FIDELE)
    commandes = ["absente=/nulle/part", f"web={sys.executable} {programme} {fichier}"]

    with subprocess.Popen([sys.executable, LANCEUR, *commandes], stdout=subprocess.PIPE, text=True) as lanceur:
        attendre(lambda: numeros(fichier) != [])
        lanceur.terminate()
        sortie = lanceur.communicate(timeout=ECHEANCE)[0]

    assert sortie.startswith("[absente] arrêté (")
    assert lanceur.returncode == 0
