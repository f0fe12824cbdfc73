"""Cost of the reference bases: `python -m benchmarks.annuaires`, on the PostgreSQL of `DATABASE_URL`, emptied of them.

Each import runs in a process of its own, whose peak resident memory the system gives. Beside it, a raw COPY of the very
same file into a table without index nor check.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from segur.noyau import horloge  # noqa: E402
from segur.noyau.annuaires import faits  # noqa: E402
from segur.noyau.annuaires.formats import formats  # noqa: E402
from segur.noyau.annuaires.generation import NOMS, finess, lignes, nom_de_fichier, rpps  # noqa: E402
from segur.noyau.annuaires.importation import importer_sur_place  # noqa: E402
from segur.noyau.annuaires.models import LIGNES  # noqa: E402
from segur.noyau.temps import jour_de_paris  # noqa: E402

MEMOIRE_AU_PLUS = 500
JOUR = date(2020, 1, 1)
RECHERCHES = 300
UN_POUR_CENT = 100


def generer(base: str, nombre: int, dossier: Path) -> Path:
    fichier = dossier / nom_de_fichier(base, JOUR)
    with fichier.open("w", encoding="utf-8", newline="") as flux:
        flux.writelines(lignes(base, nombre))
    return fichier


def changer(fichier: Path, base: str) -> Path:
    """One row in a hundred changes: another département, or one more doctor."""
    change = fichier.with_name(f"change-{fichier.name}")
    separateur, place = ("|", 44) if base == "annuaire" else (";", 5)
    with fichier.open(encoding="utf-8") as lu, change.open("w", encoding="utf-8") as ecrit:
        for rang, ligne in enumerate(lu):
            if rang and rang % UN_POUR_CENT == 0:
                cellules = ligne.split(separateur)
                cellules[place] = "99"
                ligne = separateur.join(cellules)
            ecrit.write(ligne)
    return change


def vider() -> None:
    with connection.cursor() as curseur:
        for modele in (*LIGNES.values(),):
            curseur.execute(f"TRUNCATE {modele._meta.db_table} RESTART IDENTITY")
        curseur.execute("DELETE FROM annuaires_importdebase")
        curseur.execute("DELETE FROM annuaires_versiondebase")


def copie_nue(fichier: Path, base: str) -> float:
    """Seconds of a COPY of the whole file, as text, into a table of one column per column."""
    separateur = formats()[base].separateur
    with fichier.open("rb") as flux:
        nombre = flux.readline().decode().count(separateur) + 1
        colonnes = ", ".join(f"c{rang} text" for rang in range(nombre))
        with connection.cursor() as curseur:
            curseur.execute(f"CREATE UNLOGGED TABLE bench_nue ({colonnes})")
            depart = time.perf_counter()
            with curseur.copy(f"COPY bench_nue FROM STDIN (DELIMITER '{separateur}')") as copie:
                while morceau := flux.read(1 << 16):
                    copie.write(morceau)
            duree = time.perf_counter() - depart
            curseur.execute("DROP TABLE bench_nue")
    return duree


def importer(base: str, fichier: Path, jour: date) -> None:
    """In a process of its own: says its seconds, its peak of memory (MB) and what it did."""
    depart, au_repos = time.perf_counter(), _pic()
    fini = importer_sur_place(base, fichier, extrait_du=jour, le=horloge.maintenant())
    duree = time.perf_counter() - depart
    version = fini.version
    bouge = [version.lignes_ajoutees, version.lignes_fermees] if version else [0, 0]
    mesure = {"duree": duree, "pic": _pic(), "repos": au_repos, "lues": fini.lignes_lues, "bouge": bouge}
    sys.stdout.write(json.dumps({**mesure, "statut": fini.statut, "issue": fini.issue}))


def _pic() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mesurer(base: str, fichier: Path, jour: date) -> dict[str, Any]:
    ordre = [sys.executable, "-m", "benchmarks.annuaires", "--importer", base, str(fichier), jour.isoformat()]
    fini = subprocess.run(ordre, capture_output=True, text=True, check=True)
    mesure: dict[str, Any] = json.loads(fini.stdout)
    if mesure["statut"] not in ("importe", "sans_changement"):
        raise SystemExit(f"{base} : {mesure}")
    return mesure


def chercher(nombre: int) -> list[tuple[str, float, float]]:
    """p50 and p95, in milliseconds, of examinations and searches by name over the whole base."""
    hasard, aujourd_hui = Random(11), jour_de_paris(horloge.maintenant())  # noqa: S311 (the same searches each time)
    gestes = {
        "RPPS, examen entier": lambda: faits.examiner(rpps(hasard.randrange(1, nombre // 2)), aujourd_hui),
        "FINESS, examen entier": lambda: faits.examiner(finess(hasard.randrange(1, 60_000)), aujourd_hui),
        "Nom, 3 lettres": lambda: faits.chercher_par_nom(hasard.choice(NOMS)[:3].lower(), aujourd_hui, 20),
        "Nom entier": lambda: faits.chercher_par_nom(hasard.choice(NOMS).lower(), aujourd_hui, 20),
    }
    resultats = []
    for nom, geste in gestes.items():
        durees = []
        for _ in range(RECHERCHES):
            depart = time.perf_counter()
            geste()
            durees.append(1000 * (time.perf_counter() - depart))
        resultats.append((nom, statistics.median(durees), statistics.quantiles(durees, n=20)[18]))
    return resultats


def _nombre(valeur: float, decimales: int = 0) -> str:
    return f"{valeur:_.{decimales}f}".replace("_", " ").replace(".", ",")


def jouer(tailles: dict[str, int], sortie: Path) -> None:
    vider()
    rangees = []
    with tempfile.TemporaryDirectory() as dossier:
        for base, nombre in tailles.items():
            fichier = generer(base, nombre, Path(dossier))
            change = changer(fichier, base)
            nue = copie_nue(fichier, base)
            suites = (("premier import", fichier, JOUR), ("même fichier, autre jour", fichier, date(2020, 1, 2)))
            for quoi, lequel, jour in (*suites, ("1 % de lignes changées", change, date(2020, 1, 3))):
                mesure = mesurer(base, lequel, jour)
                rangees.append((formats()[base].libelle, nombre, quoi, mesure, nue))
        recherches = chercher(tailles["annuaire"])
    sortie.write_text(_rapport(rangees, recherches), encoding="utf-8")


def _rapport(rangees: list[Any], recherches: list[tuple[str, float, float]]) -> str:
    pic = max(mesure["pic"] for _, _, _, mesure, _ in rangees)
    verdict = "tenu" if pic < MEMOIRE_AU_PLUS else "**non tenu**"
    texte = [
        "# Bases de référence (`python -m benchmarks.annuaires`)",
        "",
        f"Machine : {os.cpu_count()} cores, partagée ; PostgreSQL local, sans fsync. Bases de `generer_base`.",
        "Chaque import est un processus à part ; son pic de mémoire résidente est celui du système, Django compris.",
        "COPY nu : le même fichier, toutes ses colonnes en texte, dans une table sans index ni contrôle.",
        "",
        "| Quoi | Mesuré | Budget | Verdict |",
        "| :-- | --: | --: | --: |",
        f"| Mémoire résidente du plus gros import | {_nombre(pic)} Mo | < {MEMOIRE_AU_PLUS} Mo | {verdict} |",
        "",
        "| Base | Lignes | Import | Durée (s) | Lignes/s | COPY nu (s) | Rapport | Pic (Mo) | Entrées / sorties |",
        "| :-- | --: | :-- | --: | --: | --: | --: | --: | --: |",
    ]
    for libelle, nombre, quoi, m, nue in rangees:
        cellules = [libelle, _nombre(nombre), quoi, _nombre(m["duree"], 1), _nombre(nombre / m["duree"])]
        cellules += [_nombre(nue, 1), f"× {_nombre(m['duree'] / nue, 1)}", _nombre(m["pic"])]
        texte.append(f"| {' | '.join([*cellules, ' / '.join(_nombre(n) for n in m['bouge'])])} |")
    texte += ["", "| Recherche | p50 (ms) | p95 (ms) |", "| :-- | --: | --: |"]
    texte += [f"| {nom} | {_nombre(p50, 1)} | {_nombre(p95, 1)} |" for nom, p50, p95 in recherches]
    return "\n".join(texte) + "\n"


def main() -> None:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--annuaire", type=int, default=1_000_000)
    lecteur.add_argument("--reference", type=int, default=60_000)
    lecteur.add_argument("--sortie", type=Path, default=Path("benchmarks/ANNUAIRES.md"))
    lecteur.add_argument("--importer", nargs=3, metavar=("BASE", "FICHIER", "JOUR"))
    options = lecteur.parse_args()
    if options.importer:
        base, fichier, jour = options.importer
        importer(base, Path(fichier), date.fromisoformat(jour))
        return
    call_command("migrate", verbosity=0)
    jouer({"annuaire": options.annuaire, "reference": options.reference}, options.sortie)


if __name__ == "__main__":
    main()
