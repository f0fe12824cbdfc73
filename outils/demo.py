"""`make demo`, once the virtual environment is there: prepares `var/`, then runs web, worker and beat until Ctrl-C.

Everything the demo writes is under `var/`. A second run keeps it; `--recommencer` wipes it first. Standard
library only.
"""

import fcntl
import hashlib
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lanceur import Lanceur, dire

RACINE = Path(__file__).resolve().parent.parent
VAR = RACINE / "var"
VERROU = VAR / "demo.verrou"
# A demo never touches the database, the broker or the mail server that the shell happens to name.
VARIABLES_IGNOREES = {
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SEGUR_DOCUMENTS",
    "SEGUR_VAR",
    "DEBUG",
    "TRUSTED_PROXIES",
}
# One worker alone has nobody to talk to at start-up.
SOLITAIRE = ["--without-gossip", "--without-mingle"]


class Empechement(Exception):
    """Why the demo cannot start, in words for the person who typed the command."""


def verrouiller() -> IO[str]:
    """Held as long as the returned file stays open, and freed by the kernel whatever happens."""
    VAR.mkdir(exist_ok=True)
    fichier = VERROU.open("a+", encoding="utf-8")
    try:
        fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fichier.seek(0)
        numero = fichier.read().strip() or "inconnu"
        raise Empechement(f"Une démonstration tourne déjà (processus {numero}). Arrêtez-la d’abord (Ctrl-C).") from None
    fichier.truncate(0)
    fichier.write(f"{os.getpid()}\n")
    fichier.flush()
    return fichier


def verifier_le_port(hote: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in hote else socket.AF_INET) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((hote, port))
        except OSError as erreur:
            raise Empechement(
                f"Le port {port} de {hote} n’est pas libre ({erreur.strerror}). "
                f"Choisissez-en un autre : make demo PORT={port + 1}"
            ) from None


def vider() -> None:
    for element in VAR.iterdir():
        if element.is_dir() and not element.is_symlink():
            shutil.rmtree(element)
        elif element != VERROU:
            element.unlink()


def cle_secrete() -> str:
    chemin = VAR / "cle_secrete"
    if not chemin.exists():
        provisoire = VAR / "cle_secrete.nouvelle"
        provisoire.unlink(missing_ok=True)
        with os.fdopen(os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fichier:
            fichier.write(secrets.token_urlsafe(64))
        provisoire.rename(chemin)
    return chemin.read_text()


def hotes_admis(hote: str) -> list[str]:
    admis = ["localhost", "127.0.0.1", "[::1]"]
    if hote in {"0.0.0.0", "::"}:  # noqa: S104 (asked for by the person who starts the demo)
        return [*admis, socket.gethostname(), socket.getfqdn(), *adresses_de_la_machine()]
    return [*admis, hote]


def adresses_de_la_machine() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []


def environnement(hote: str, port: int) -> dict[str, str]:
    herite = {nom: valeur for nom, valeur in os.environ.items() if nom not in VARIABLES_IGNOREES}
    return {
        "ALLOWED_HOSTS": ",".join(hotes_admis(hote)),
        "URL_PUBLIQUE": f"http://localhost:{port}",
        "NIVEAU_DE_JOURNAL": "WARNING",
        "PYTHONWARNINGS": "ignore:You're running the worker",  # a container's root, for a demo
        **herite,
        "DJANGO_SETTINGS_MODULE": "segur.settings",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": cle_secrete(),
        "SEGUR_DEMO": "1",
        "SEGUR_HTTPS": "0",
    }


def manage(env: dict[str, str], *arguments: str) -> str:
    """Output of a management command; what it has to say against it goes to the terminal."""
    commande = [sys.executable, str(RACINE / "manage.py"), *arguments]
    fini = subprocess.run(commande, cwd=RACINE, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if fini.returncode:
        sys.stderr.write(fini.stdout)
        raise Empechement(f"« manage.py {' '.join(arguments)} » a échoué.")
    return fini.stdout


def fichiers_statiques() -> Iterator[Path]:
    """Everything collected static files depend on, among our own files; the rest follows requirements.txt."""
    for nom in ("requirements.txt", "segur/settings.py", "segur/portail/statiques.py"):
        yield RACINE / nom
    for motif in ("static", "*/static", "segur/*/static", "segur/noyau/*/static"):
        for dossier in sorted(RACINE.glob(motif)):
            yield from sorted(chemin for chemin in dossier.rglob("*") if chemin.is_file())


def rassembler_les_statiques(env: dict[str, str]) -> None:
    """Runs collectstatic when a source changed since the last time."""
    empreinte = hashlib.sha256()
    for chemin in fichiers_statiques():
        if chemin.exists():
            etat = chemin.stat()
            empreinte.update(f"{chemin} {etat.st_size} {etat.st_mtime_ns}\n".encode())
    timbre = VAR / "statiques.empreinte"
    manifeste = VAR / "statiques" / "staticfiles.json"
    if manifeste.exists() and timbre.exists() and timbre.read_text() == empreinte.hexdigest():
        return
    manage(env, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    timbre.write_text(empreinte.hexdigest())


def preparer(env: dict[str, str]) -> str:
    """Database, data and static files are ready when it returns; returns the logins to show."""
    for dossier in ("messages", "faites", "controle"):
        (VAR / "taches" / dossier).mkdir(parents=True, exist_ok=True)
    dire("Base de données…")
    manage(env, "migrate", "--noinput", "--verbosity", "0")
    dire("Données de référence et de démonstration…")
    manage(env, "charger_dispositifs")
    manage(env, "charger_demo")
    dire("Fichiers statiques…")
    rassembler_les_statiques(env)
    return manage(env, "comptes_de_demonstration")


def commandes(hote: str, port: int) -> dict[str, list[str]]:
    adresse = f"[{hote}]:{port}" if ":" in hote else f"{hote}:{port}"
    python = [sys.executable, "-m"]
    web = ["gunicorn", "segur.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--bind", adresse]
    celery = [*python, "celery", "--quiet", "-A", "segur"]
    return {
        "web": [*python, *web, "--log-level", "warning", "--graceful-timeout", "5"],
        "taches": [*celery, "worker", "--concurrency", "1", "--pool", "solo", "--loglevel", "ERROR", *SOLITAIRE],
        "horloge": [*celery, "beat", "--loglevel", "ERROR"],
    }


def repond(hote: str, port: int) -> bool:
    connexion = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(hote, hote), port, timeout=2)  # noqa: S104
    try:
        connexion.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connexion.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connexion.close()


def demarrer(recommencer: bool) -> None:
    try:
        hote, port = os.environ.get("HOTE") or "127.0.0.1", int(os.environ.get("PORT") or "8000")
    except ValueError:
        raise Empechement("PORT doit être un nombre.") from None
    os.chdir(RACINE)
    with verrouiller():
        verifier_le_port(hote, port)
        if recommencer:
            vider()
        env = environnement(hote, port)
        comptes = preparer(env)

        def annoncer_si_pret() -> bool:
            if not repond(hote, port):
                return False
            dire(f"\nLe portail répond à l’adresse {env['URL_PUBLIQUE']}\n\n{comptes.rstrip()}\n")
            dire("Ctrl-C arrête tout.\n")
            return True

        Lanceur(commandes(hote, port), env, annoncer_si_pret).tourner()
    dire("Démonstration arrêtée. Les données restent dans var/ ; « make demo-reset » repart de zéro.")


def main() -> int:
    try:
        demarrer("--recommencer" in sys.argv[1:])
    except Empechement as raison:
        print(raison, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
