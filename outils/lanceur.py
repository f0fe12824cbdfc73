"""Runs several commands under one roof: restarts what crashes, stops everything on Ctrl-C or SIGTERM.

Each command has a session of its own, so that a signal from the terminal reaches the launcher alone and the launcher
stops whole process groups. Linux, standard library only: `python outils/lanceur.py NOM=COMMANDE NOM=COMMANDE…`.
"""

import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

ARRETS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
ATTENDUS = {*ARRETS, signal.SIGCHLD}
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def dire(*mots: str) -> None:
    with suppress(OSError):  # the terminal may be gone while the children are being stopped
        print(*mots, flush=True)


def preparer_enfant() -> None:
    """In the child, before exec: no signal stays blocked, and the launcher's own death ends the child."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


@dataclass
class Reglage:
    """Delays, in seconds. A child that lived `stable_apres` is restarted as if it had never crashed."""

    premier_delai: float = 0.5
    delai_maximal: float = 30
    stable_apres: float = 60
    sursis: float = 15


@dataclass
class Enfant:
    nom: str
    commande: Sequence[str]
    reglage: Reglage
    processus: subprocess.Popen[bytes] | None = None
    lance_le: float = 0
    relance_le: float = 0
    delai: float = field(init=False)

    def __post_init__(self) -> None:
        self.delai = self.reglage.premier_delai

    def lancer(self, environnement: Mapping[str, str] | None) -> None:
        self.lance_le = time.monotonic()
        try:
            self.processus = subprocess.Popen(
                self.commande,
                env=environnement,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=preparer_enfant,
            )
        except OSError as erreur:
            self.prevoir_relance(str(erreur))

    def signaler(self, numero: int) -> None:
        if self.processus:
            with suppress(ProcessLookupError):
                os.killpg(self.processus.pid, numero)

    def est_fini(self) -> bool:
        """True when the command ended. It is not reaped yet, so that its group keeps its number."""
        return bool(
            self.processus and os.waitid(os.P_PID, self.processus.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        )

    def enterrer(self) -> int:
        """Ends what the command left behind in its group, then reaps it. Returns its exit code."""
        assert self.processus
        self.signaler(signal.SIGKILL)
        code = self.processus.wait()
        self.processus = None
        return code

    def prevoir_relance(self, raison: str) -> None:
        if time.monotonic() - self.lance_le >= self.reglage.stable_apres:
            self.delai = self.reglage.premier_delai
        dire(f"[{self.nom}] arrêté ({raison}) ; relance dans {self.delai:g} s")
        self.relance_le = time.monotonic() + self.delai
        self.delai = min(self.delai * 2, self.reglage.delai_maximal)


class Lanceur:
    """`quand_pret` is called again and again until it returns True; it must answer fast."""

    def __init__(
        self,
        commandes: Mapping[str, Sequence[str]],
        environnement: Mapping[str, str] | None = None,
        quand_pret: Callable[[], bool] | None = None,
        reglage: Reglage | None = None,
    ) -> None:
        reglage = reglage or Reglage()
        self.sursis = reglage.sursis
        self.enfants = [Enfant(nom, commande, reglage) for nom, commande in commandes.items()]
        self.environnement = environnement
        self.quand_pret = quand_pret

    def tourner(self) -> None:
        """Blocks until a signal asks to stop. Every child is gone when it returns."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ATTENDUS)
        try:
            while self._attendre(self._delai_d_attente()) not in ARRETS:
                self._relancer()
                if self.quand_pret and self.quand_pret():
                    self.quand_pret = None
        finally:
            self.arreter()
            while self._attendre(0):
                pass  # nothing left pending may interrupt what follows
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ATTENDUS)

    def arreter(self) -> None:
        """SIGTERM to every group, SIGKILL to what is left after the grace period or at a second request."""
        for enfant in self.enfants:
            enfant.signaler(signal.SIGTERM)
        limite = time.monotonic() + self.sursis
        while self._en_vie():
            for enfant in self.enfants:
                if enfant.est_fini():
                    enfant.enterrer()
            reste = limite - time.monotonic()
            if reste <= 0 or (self._en_vie() and self._attendre(min(reste, 0.2)) in ARRETS):
                break
        for enfant in self.enfants:
            if enfant.processus:
                enfant.enterrer()

    def _en_vie(self) -> bool:
        return any(enfant.processus for enfant in self.enfants)

    def _relancer(self) -> None:
        for enfant in self.enfants:
            if enfant.est_fini():
                enfant.prevoir_relance(f"code {enfant.enterrer()}")
            if not enfant.processus and time.monotonic() >= enfant.relance_le:
                enfant.lancer(self.environnement)

    def _delai_d_attente(self) -> float:
        """Until the next restart; short while something is waited for, else long (a death wakes us up)."""
        maintenant = time.monotonic()
        attentes = [max(0.0, enfant.relance_le - maintenant) for enfant in self.enfants if not enfant.processus]
        return min([*attentes, 0.2 if self.quand_pret else 5.0])

    @staticmethod
    def _attendre(secondes: float) -> int | None:
        recu = signal.sigtimedwait(ATTENDUS, secondes)
        return recu.si_signo if recu else None


def main(arguments: Sequence[str]) -> int:
    commandes = dict(argument.split("=", 1) for argument in arguments)
    if not commandes:
        dire("Usage : lanceur.py NOM=COMMANDE…")
        return 2
    Lanceur({nom: shlex.split(commande) for nom, commande in commandes.items()}).tourner()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
