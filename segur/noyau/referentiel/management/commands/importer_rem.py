"""Imports a REM workbook for a dispositif."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from segur.noyau import horloge
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.referentiel.importation import ImportRefuse, importer_rem
from segur.noyau.referentiel.problemes import Probleme


class Command(BaseCommand):
    help = "Importe un classeur REM (14 colonnes, feuille « Exigences »). À la moindre erreur, rien n’est importé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--dispositif", required=True, help="Code du dispositif, par exemple MS-DUI-Va2.")

    def handle(self, *args: Any, fichier: Path, dispositif: str, **options: Any) -> None:
        try:
            contenu = fichier.read_bytes()
            cible = Dispositif.objects.get(code=dispositif)
            resultat = importer_rem(
                contenu, nom_fichier=fichier.name, dispositif=cible, importee_par=None, le=horloge.maintenant()
            )
        except OSError as erreur:
            raise CommandError(f"Le fichier ne peut pas être lu : {erreur.strerror}.") from erreur
        except Dispositif.DoesNotExist as erreur:
            raise CommandError(f"Le dispositif « {dispositif} » n’existe pas.") from erreur
        except ImportRefuse as refus:
            self._ecrire(refus.problemes)
            self.stderr.write("Rien n’est importé.")
            sys.exit(1)
        self._ecrire(resultat.avertissements)
        suite = "importée" if resultat.creee else "déjà en vigueur, rien ne change"
        self.stdout.write(f"{resultat.version} : {suite} ({resultat.nb_preuves} preuves attendues).")

    def _ecrire(self, problemes: tuple[Probleme, ...]) -> None:
        for p in problemes:
            valeur = f" (« {' '.join(p.valeur.split())} »)" if p.valeur else ""
            self.stderr.write(f"{p.gravite.capitalize()} — {p.lieu}{valeur} : {p.explication} {p.reparation}")
