"""Cost of the simulator: `python -m benchmarks.simulateur`, on the PostgreSQL of `DATABASE_URL` and its demonstration.

Each measure runs in a process of its own, whose peak resident memory the system gives. Beside the reading order by
order, raw pydantic: the same models, the whole file at once, where one bad order refuses everything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
django.setup()

from django.core.files.base import File  # noqa: E402
from django.core.management import call_command  # noqa: E402

from financement.formats import ecrire, en_commande, en_entete, exemple, lire  # noqa: E402
from financement.formats.modeles import DemandeV1  # noqa: E402
from financement.models import Fournisseur, Simulation  # noqa: E402
from financement.simulation import demander, executer, fichier_corrige, supprimer  # noqa: E402
from financement.tableur import ecrire_le_classeur  # noqa: E402
from financement.transitions.simulation import relancer  # noqa: E402
from segur.noyau import horloge  # noqa: E402
from segur.noyau.annuaires.identifiants import avec_cle  # noqa: E402
from segur.noyau.comptes.models import acteur_pour  # noqa: E402
from segur.noyau.temps import jour_de_paris  # noqa: E402
from segur.noyau.transitions import Demande  # noqa: E402

FAUTIVE_SUR = 100


def modele() -> Simulation:
    """The simulation of the demonstration: its supplier, its solution, its author."""
    premiere = Simulation.objects.pour_liste().order_by("pk").first()
    if premiere is None:
        raise SystemExit("Chargez d’abord la démonstration : manage.py charger_demo.")
    return premiere


def generer(nombre: int, dossier: Path, *, fautive_sur: int) -> Path:
    """Orders of as many doctors; one in `fautive_sur` cannot be read, none when it is zero."""
    de, jour = modele(), jour_de_paris(horloge.maintenant()) - timedelta(days=3)
    bon = next(ligne.bon for ligne in lire(exemple()) if ligne.bon)
    base = en_commande(bon) | {"emis_le": f"{jour}", "signe_le": f"{jour}", "aides_declarees_le": f"{jour}"}
    commandes = (
        base
        | {"reference": f"BC-{rang}", "cle": avec_cle(str(10**9 + rang))}
        | ({"signe_le": "5 octobre"} if fautive_sur and rang % fautive_sur == 0 else {})
        for rang in range(nombre)
    )
    entete = en_entete(dispositif=de.candidature.dispositif.code, siren=de.fournisseur.organisation.siren)
    fichier = dossier / f"commandes-{fautive_sur}.json"
    fichier.write_bytes(ecrire(entete, commandes))
    return fichier


def pydantic_nu(fichier: Path) -> int:
    return len(DemandeV1.model_validate(json.loads(fichier.read_bytes())).commandes)


def lecture(fichier: Path) -> int:
    with fichier.open("rb") as flux:
        return sum(1 for _ in lire(flux))


def simulation(fichier: Path) -> int:
    de, le = modele(), horloge.maintenant()
    acteur = acteur_pour(de.demandee_par, Fournisseur.objects.get(pk=de.fournisseur_id).organisation_id)
    with fichier.open("rb") as flux:
        ouvert = File(flux, name="mesure.json")
        faite = demander(de.fournisseur, de.candidature, fichier=ouvert, au=le, acteur=acteur, le=le)
    executer(faite.pk)
    return _derniere().nombre


def relance(fichier: Path) -> int:
    faite = _derniere()
    acteur = acteur_pour(faite.demandee_par, faite.fournisseur.organisation_id)
    relancer(faite, Demande(acteur, horloge.maintenant()))
    executer(faite.pk)
    return _derniere().nombre


def classeur(fichier: Path) -> int:
    faite = _derniere()
    ecrire_le_classeur([], faite.lignes.order_by("rang").defer("contenu").iterator(1000)).close()
    return faite.nombre


def corrige(fichier: Path) -> int:
    faite = _derniere()
    fichier_corrige(faite)
    return faite.nombre


def _derniere() -> Simulation:
    return Simulation.objects.pour_liste().latest("pk")


MESURES: dict[str, tuple[str, Callable[[Path], int]]] = {
    "nu": ("json et pydantic nus, tout le fichier d’un coup", pydantic_nu),
    "lecture": ("lecture et validation, commande par commande", lecture),
    "simulation": ("simulation entière, en base", simulation),
    "relance": ("relance de toutes les commandes", relance),
    "classeur": ("résultat en XLSX", classeur),
    "corrige": ("fichier JSON corrigé", corrige),
}


def mesurer(nom: str, fichier: Path) -> dict[str, Any]:
    ordre = [sys.executable, "-m", "benchmarks.simulateur", "--mesure", nom, str(fichier)]
    mesure: dict[str, Any] = json.loads(subprocess.run(ordre, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return mesure


def mener(nom: str, fichier: Path) -> None:
    depart, calcul = time.perf_counter(), time.process_time()
    nombre = MESURES[nom][1](fichier)
    faite = {"duree": time.perf_counter() - depart, "calcul": time.process_time() - calcul}
    sys.stdout.write(json.dumps({**faite, "nombre": nombre, "pic": _pic()}))


def _pic() -> float:
    """Peak of this process alone, in MB: what getrusage gives starts from its parent's."""
    lignes = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(ligne.split()[1]) / 1024 for ligne in lignes if ligne.startswith("VmHWM"))


def _nombre(valeur: float, decimales: int = 0) -> str:
    return f"{valeur:_.{decimales}f}".replace("_", " ").replace(".", ",")


def jouer(nombre: int, en_base: int, sortie: Path) -> None:
    """`en_base`: orders of the file that goes through the database; the reading alone takes `nombre`."""
    rangees = []
    with tempfile.TemporaryDirectory() as dossier:
        justes = generer(nombre, Path(dossier), fautive_sur=0)
        entier = generer(nombre, Path(dossier), fautive_sur=FAUTIVE_SUR)
        poids = entier.stat().st_size / 1_000_000
        fichiers = {"nu": justes, "lecture": entier}
        for nom in MESURES:
            if nom == "simulation" and en_base != nombre:
                entier = generer(en_base, Path(dossier), fautive_sur=FAUTIVE_SUR)
            rangees.append((MESURES[nom][0], mesurer(nom, fichiers.get(nom, entier))))
            sys.stderr.write(f"{rangees[-1]}\n")
        supprimer(_derniere())
    sortie.write_text(_rapport(nombre, poids, rangees), encoding="utf-8")


def _rapport(nombre: int, poids: float, rangees: list[tuple[str, dict[str, Any]]]) -> str:
    texte = [
        "# Simulateur (`python -m benchmarks.simulateur`)",
        "",
        f"Machine : {os.cpu_count()} cores, partagée : le temps de calcul du processus dit mieux que la durée.",
        f"{_nombre(nombre)} commandes pèsent {_nombre(poids, 1)} Mo ; une sur {FAUTIVE_SUR} est illisible.",
        "Chaque mesure est un processus à part ; son pic de mémoire résidente est celui du système, Django compris.",
        "",
        "| Quoi | Commandes | Durée (s) | Calcul (s) | Commandes/s de calcul | Pic (Mo) |",
        "| :-- | --: | --: | --: | --: | --: |",
    ]
    for libelle, m in rangees:
        durees = [_nombre(m["duree"], 1), _nombre(m["calcul"], 1), _nombre(m["nombre"] / m["calcul"])]
        cellules = [libelle, _nombre(m["nombre"]), *durees, _nombre(m["pic"])]
        texte.append(f"| {' | '.join(cellules)} |")
    return "\n".join(texte) + "\n"


def main() -> None:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--nombre", type=int, default=50_000)
    lecteur.add_argument("--en-base", type=int, default=50_000)
    lecteur.add_argument("--sortie", type=Path, default=Path("benchmarks/SIMULATEUR.md"))
    lecteur.add_argument("--mesure", nargs=2, metavar=("NOM", "FICHIER"))
    options = lecteur.parse_args()
    if options.mesure:
        nom, fichier = options.mesure
        mener(nom, Path(fichier))
        return
    call_command("migrate", verbosity=0)
    jouer(options.nombre, options.en_base, options.sortie)


if __name__ == "__main__":
    main()
