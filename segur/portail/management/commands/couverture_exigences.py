"""`manage.py couverture_exigences`: docs/exigences.md, from the marks of the tests."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from segur.portail.documentation import couverture
from segur.portail.documentation.fichiers import ecarts, ecrire

CATALOGUE = couverture.RACINE.parent / "shared" / "domaine" / "exigences.md"


class Command(BaseCommand):
    help = "Écrit docs/exigences.md : chaque exigence, ses tests, et celles qui n’en ont pas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verifier", action="store_true", help="n’écrit rien ; échoue si la page est périmée")
        parser.add_argument(
            "--catalogue",
            type=Path,
            default=CATALOGUE,
            help="catalogue des exigences ; s’il manque, la liste des identifiants déjà connue fait foi",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue: Path = options["catalogue"]
        if catalogue != CATALOGUE and not catalogue.exists():
            raise CommandError(f"{catalogue} n’existe pas.")
        parties = couverture.lire_catalogue(catalogue) if catalogue.exists() else couverture.lire_liste()
        if not parties:
            raise CommandError(f"{catalogue} ne contient aucune exigence.")
        pages = couverture.pages(parties)
        if not options["verifier"]:
            ecrire(pages)
        elif difference := ecarts(pages):
            self.stdout.write(difference)
            raise CommandError("La page est périmée : lancez « manage.py couverture_exigences ».")
