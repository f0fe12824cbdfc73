"""Writes a test base at any size: invented persons and structures, the same for the same seed."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from segur.noyau import horloge
from segur.noyau.annuaires.generation import ENTETES, lignes, nom_de_fichier
from segur.noyau.temps import jour_de_paris


class Command(BaseCommand):
    help = "Écrit une base d’essai : personnes et structures inventées, les mêmes pour la même graine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("base", choices=list(ENTETES))
        parser.add_argument("--lignes", type=int, default=1000)
        parser.add_argument("--graine", type=int, default=7)
        parser.add_argument("--defauts", type=int, default=0, help="Nombre de lignes fautives.")
        parser.add_argument("--jour", type=date.fromisoformat, help="Date d’extraction écrite dans le nom du fichier.")
        parser.add_argument("--dossier", type=Path, default=Path())

    def handle(self, *args: Any, base: str, dossier: Path, jour: date | None, **options: Any) -> None:
        fichier = dossier / nom_de_fichier(base, jour or jour_de_paris(horloge.maintenant()))
        with fichier.open("w", encoding="utf-8", newline="") as flux:
            flux.writelines(lignes(base, options["lignes"], options["graine"], options["defauts"]))
        self.stdout.write(f"{fichier} : {options['lignes']} lignes.")
