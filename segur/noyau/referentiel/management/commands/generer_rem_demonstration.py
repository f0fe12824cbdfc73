"""Makes the demonstration REM of a dispositif: imports it, or writes the workbook to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from segur.noyau import horloge
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.demonstration import classeur, dispositifs_de_demonstration
from segur.noyau.referentiel.importation import importer_rem


class Command(BaseCommand):
    help = "Importe le REM de démonstration d’un dispositif, ou l’écrit dans un fichier xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dispositif", required=True, choices=dispositifs_de_demonstration())
        parser.add_argument("--sortie", type=Path, help="Fichier xlsx à écrire ; sans elle, le REM est importé.")

    def handle(self, *args: Any, dispositif: str, sortie: Path | None, **options: Any) -> None:
        contenu = classeur(dispositif)
        if sortie is not None:
            sortie.write_bytes(contenu)
            self.stdout.write(f"REM de démonstration écrit : {sortie.name}")
            return
        try:
            cible = Dispositif.objects.get(code=dispositif)
        except Dispositif.DoesNotExist as erreur:
            raise CommandError("Chargez d’abord les dispositifs : charger_dispositifs.") from erreur
        nom = f"REM-{dispositif}-demonstration.xlsx"
        resultat = importer_rem(contenu, nom_fichier=nom, dispositif=cible, importee_par=None, le=horloge.maintenant())
        suite = "importé" if resultat.creee else "déjà en vigueur, rien ne change"
        self.stdout.write(f"{resultat.version} (démonstration) : {suite}, {resultat.nb_preuves} preuves attendues.")
